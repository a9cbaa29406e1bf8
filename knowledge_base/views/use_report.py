"""What is used of the library, among the reports of Wagtail's admin."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from knowledge_base.services.uses import REPORTS, Line, copies_by_day
from lms.exports import SafeExportMixin
from lms.search_report_views import RANGES, SEE, wanted_range

_TITLES = {
    "used": (_("Most used"), _("What people copy and read while they serve.")),
    "unused": (
        _("Not used"),
        _("Live, and nobody has used it in these days: is it found, is it needed?"),
    ),
    "teams": (_("Teams"), _("What is copied and read, and how much of it soothes.")),
    "channels": (_("Channels"), _("Where scripts are said and written.")),
}


class UseReportView(
    SafeExportMixin, SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Lists items, teams or channels, never people: a plot, a table, a file."""

    http_method_names = ["get", "head", "options"]
    page_title = _("Use of the library")
    header_icon = "view"
    template_name = "knowledge_base/admin/uses.html"
    _show_breadcrumbs = True
    list_export = ["label", "times", "warm", "warm_percent", "people", "last"]
    export_headings = {
        "label": _("Name"),
        "times": _("Times"),
        "warm": _("Empathic wording"),
        "warm_percent": _("Empathic wording, percent"),
        "people": _("People"),
        "last": _("Last used"),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the report, or hand it out with `?export=xlsx` or `csv`."""
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        if kwargs["report"] not in REPORTS:
            raise Http404
        export = request.GET.get("export", "")
        if export in self.FORMATS:
            return self.as_spreadsheet(self.lines, export)
        return super().get(request, *args, **kwargs)

    @cached_property
    def range(self) -> int:
        """For how many days back it is asked."""
        return wanted_range(self.request)

    @cached_property
    def lines(self) -> list[Line]:
        """Return what the report lists."""
        since = timezone.now() - timedelta(days=self.range)
        return REPORTS[self.kwargs["report"]](self.request.user, since)

    def get_filename(self) -> str:
        """Return the name of the file, without its ending."""
        return f"use-{self.kwargs['report']}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where it is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add lines, plot and choices."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        report, today = self.kwargs["report"], timezone.localdate()
        plot = copies_by_day(today - timedelta(days=self.range - 1), today)
        copies, warm = sum(d.total for d in plot), sum(d.part for d in plot)
        title, hint = _TITLES[report]
        return {
            **context,
            "report": report,
            "title": title,
            "hint": hint,
            "lines": self.lines,
            "plot": plot,
            "copies": copies,
            "warm_percent": round(warm * 100 / copies) if copies else 0,
            "tabs": [
                (label, reverse("lms_uses", args=[name]), name == report)
                for name, (label, _hint) in _TITLES.items()
            ],
            "range": self.range,
            "ranges": RANGES,
        }
