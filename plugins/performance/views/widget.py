"""What performance has on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.performance.models import ImprovementPlan, Rating, Sheet


class PerformanceWidget(HomeWidget):
    """What one is to rate and to hand in, and the newest sheet."""

    template = "lms_performance/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return these three; None when there is nothing."""
        user: Any = request.user
        waiting = Rating.objects.waiting().filter(rater=user)
        sheets = Sheet.objects.out().filter(person=user).select_related("month")
        plans = ImprovementPlan.objects.filter(sheet__person=user, handed_in_at=None)
        found = {
            "waiting": waiting.count(),
            "sheet": sheets.order_by("-month__month").first(),
            "plans": [*plans.select_related("sheet__month")],
        }
        if not any(found.values()):
            return None
        first = waiting.select_related("sheet__month").order_by("sheet__month").first()
        today = timezone.localdate()
        return {**found, "due_on": first and first.sheet.month.due_on, "today": today}
