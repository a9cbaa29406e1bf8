"""What came of a review: a page, and a workbook."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import F
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from knowledge_base.enums import TaskState
from knowledge_base.models import ReviewCycle
from knowledge_base.models.review_cycle import UNDECIDED
from knowledge_base.services.review_cycles import numbers_of
from knowledge_base.views.board import REPORTED, progress_of
from knowledge_base.views.reviews import SEE, readable_tasks, with_contents
from lms.exports import SafeExportMixin

MOST_LISTED = 200
_LAST_DECIDED = F("decided_at").asc(nulls_last=True)


class ReviewReportView(
    PermissionRequiredMixin, SafeExportMixin, SpreadsheetExportMixin, TemplateView
):
    """Tells what was added, changed, retired, confirmed, put off and carried over."""

    http_method_names = ["get", "head", "options"]
    permission_required = SEE
    raise_exception = True
    template_name = "knowledge_base/review_report.html"
    list_export = [
        *("get_state_display", "item.content_type.name", "item.content.title"),
        *("item.owner", "decided_by", "decided_at", "reason"),
    ]
    export_headings = {
        "get_state_display": _("State"),
        "item.content_type.name": _("Kind"),
        "item.content.title": _("Item"),
        "item.owner": _("Owner"),
        "decided_by": _("Decided by"),
        "decided_at": _("Decided"),
        "reason": _("Why"),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the page, or hand out the workbook with `?export=xlsx`."""
        self.cycle = get_object_or_404(ReviewCycle, pk=kwargs["pk"])
        self.tasks = readable_tasks(self.cycle, request.user)
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        rows = with_contents(self.tasks).order_by("state", _LAST_DECIDED, "pk")
        return self.as_spreadsheet(rows, request.GET["export"])

    def get_filename(self) -> str:
        """Return the name of the file, without its ending."""
        return f"review-{self.cycle.kind}-{self.cycle.starts_on}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the numbers, and what stands behind them."""
        numbers = numbers_of(self.tasks)
        rows = with_contents(self.tasks).order_by(_LAST_DECIDED, "pk")
        listed: dict[str, list[Any]] = {state: [] for state in TaskState}
        for task in rows.exclude(state=TaskState.CONFIRMED)[:MOST_LISTED]:
            listed[task.state].append(task)
        states = (*UNDECIDED, *REPORTED) if self.cycle.is_open else REPORTED
        return {
            **super().get_context_data(**kwargs),
            "cycle": self.cycle,
            "progress": progress_of(numbers),
            "parts": [(state, numbers[state], listed[state]) for state in states],
        }
