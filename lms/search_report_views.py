"""What people search for, among the reports of Wagtail's admin."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
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


class DaysReportView(
    SafeExportMixin, SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView
):
    """A report on so many days back, in several kinds: a plot, a table, a file."""

    http_method_names = ["get", "head", "options"]
    _show_breadcrumbs = True
    url_name: str
    titles: Mapping[str, Sequence[Any]]
    """What each kind is called and says, by its name in the address; the title first."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the report, or hand it out with `?export=xlsx` or `csv`."""
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        if kwargs["report"] not in self.titles:
            raise Http404
        export = request.GET.get("export", "")
        if export in self.FORMATS:
            return self.as_spreadsheet(self.lines, export)
        return super().get(request, *args, **kwargs)

    @cached_property
    def range(self) -> int:
        """For how many days back it is asked."""
        asked = self.request.GET.get("days", "")
        return next((days for days in RANGES if str(days) == asked), _USUAL)

    @cached_property
    def lines(self) -> Sequence[Any]:
        """Return what the report lists."""
        now = timezone.now()
        return self.lines_since(now - timedelta(days=self.range), now)

    def lines_since(self, since: datetime, now: datetime) -> Sequence[Any]:
        """Return what the report lists of this time."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where it is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add lines and choices."""
        report = self.kwargs["report"]
        return {
            **super().get_context_data(**kwargs),
            "report": report,
            "lines": self.lines,
            "tabs": [
                (texts[0], reverse(self.url_name, args=[name]), name == report)
                for name, texts in self.titles.items()
            ],
            "range": self.range,
            "ranges": RANGES,
        }


class SearchReportView(DaysReportView):
    """Lists queries, never who asked."""

    page_title = _("Searches")
    header_icon = "search"
    template_name = "lms/admin/searches.html"
    url_name = "lms_searches"
    titles = _TITLES
    list_export = ["query", "times", "people", "figure", "before", "last"]
    export_headings = {
        "query": _("Query"),
        "times": _("Times"),
        "people": _("People"),
        "figure": _("Figure"),
        "before": _("A week before"),
        "last": _("Last searched"),
    }

    def lines_since(self, since: datetime, now: datetime) -> list[Line]:
        """Return the queries."""
        return REPORTS[self.kwargs["report"]](now, since)

    def get_filename(self) -> str:
        """Return the name of the file, without its ending."""
        return f"searches-{self.kwargs['report']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add title and plot."""
        today = timezone.localdate()
        plot = days(today - timedelta(days=self.range - 1), today)
        title, hint, heading = self.titles[self.kwargs["report"]]
        return {
            **super().get_context_data(**kwargs),
            "title": title,
            "hint": hint,
            "heading": heading,
            "plot": plot,
            "searches": sum(day.total for day in plot),
            "in_vain": sum(day.part for day in plot),
        }
