"""What is used of the library, among the reports of Wagtail's admin."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_base.services.uses import REPORTS, Line, copies_by_day
from lms.search_report_views import DaysReportView

_TITLES = {
    "used": (_("Most used"), _("What people copy and read while they serve.")),
    "unused": (
        _("Not used"),
        _("Live, and nobody has used it in these days: is it found, is it needed?"),
    ),
    "teams": (_("Teams"), _("What is copied and read, and how much of it soothes.")),
    "channels": (_("Channels"), _("Where scripts are said and written.")),
}


class UseReportView(DaysReportView):
    """Lists items, teams or channels, never people."""

    page_title = _("Use of the library")
    header_icon = "view"
    template_name = "knowledge_base/admin/uses.html"
    url_name = "lms_uses"
    titles = _TITLES
    list_export = ["label", "times", "warm", "warm_percent", "people", "last"]
    export_headings = {
        "label": _("Name"),
        "times": _("Times"),
        "warm": _("Empathic wording"),
        "warm_percent": _("Empathic wording, percent"),
        "people": _("People"),
        "last": _("Last used"),
    }

    def lines_since(self, since: datetime, now: datetime) -> list[Line]:
        """Return the items, teams or channels."""
        del now
        return REPORTS[self.kwargs["report"]](self.request.user, since)

    def get_filename(self) -> str:
        """Return the name of the file, without its ending."""
        return f"use-{self.kwargs['report']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add title and plot."""
        today = timezone.localdate()
        plot = copies_by_day(today - timedelta(days=self.range - 1), today)
        copies, warm = sum(d.total for d in plot), sum(d.part for d in plot)
        title, hint = self.titles[self.kwargs["report"]]
        return {
            **super().get_context_data(**kwargs),
            "title": title,
            "hint": hint,
            "plot": plot,
            "copies": copies,
            "warm_percent": round(warm * 100 / copies) if copies else 0,
        }
