"""What people search for, among the reports of Wagtail's admin."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from lms.exports import SafeExportMixin
from lms.search_reports import REPORTS, Line, days

SEE = "lms.view_searchlog"
RANGES = (7, 30, 90, 180)
_USUAL = 30
_TITLES = {
    "in-vain": (
        _("Nothing found"),
        _("Write what is missing, or teach the search another word for it."),
        _("Times"),
    ),
    "unopened": (
        _("Nothing opened"),
        _("There were results, and nobody opened or copied one: titles may mislead."),
        _("Times"),
    ),
    "slow": (
        _("Slow"),
        _("So long it took on average from typing to copying."),
        _("Seconds to copy"),
    ),
    "rising": (
        _("Rising"),
        _("Asked more often in the last seven days than in a week of the four before."),
        _("This week"),
    ),
}


def wanted_range(request: HttpRequest) -> int:
    """Return for how many days back a report is wanted."""
    asked = request.GET.get("days", "")
    return next((days for days in RANGES if str(days) == asked), _USUAL)


class SearchReportView(
    SafeExportMixin, SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Lists queries, never who asked: a plot, a table, and the table as a file."""

    http_method_names = ["get", "head", "options"]
    page_title = _("Searches")
    header_icon = "search"
    template_name = "lms/admin/searches.html"
    _show_breadcrumbs = True
    list_export = ["query", "times", "people", "figure", "before", "last"]
    export_headings = {
        "query": _("Query"),
        "times": _("Times"),
        "people": _("People"),
        "figure": _("Figure"),
        "before": _("A week before"),
        "last": _("Last searched"),
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
        now = timezone.now()
        since = now - timedelta(days=self.range)
        return REPORTS[self.kwargs["report"]](now, since)

    def get_filename(self) -> str:
        """Return the name of the file, without its ending."""
        return f"searches-{self.kwargs['report']}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where it is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add lines, plot and choices."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        report, today = self.kwargs["report"], timezone.localdate()
        plot = days(today - timedelta(days=self.range - 1), today)
        title, hint, heading = _TITLES[report]
        return {
            **context,
            "report": report,
            "title": title,
            "hint": hint,
            "heading": heading,
            "lines": self.lines,
            "plot": plot,
            "searches": sum(day.total for day in plot),
            "in_vain": sum(day.part for day in plot),
            "tabs": [
                (title, reverse("lms_searches", args=[name]), name == report)
                for name, (title, _hint, _heading) in _TITLES.items()
            ],
            "range": self.range,
            "ranges": RANGES,
        }


class SearchesMenuItem(MenuItem):
    """Shown to whoever may see what is searched for, and what is used."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person may open it."""
        return bool(request.user.has_perm(SEE))
