"""What growth has on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.growth.enums import PlanState
from plugins.growth.models import Assessment, Goal

MOST = 5


class GrowthWidget(HomeWidget):
    """What one is to rate, and the next goal."""

    template = "lms_growth/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return both; None when there is nothing."""
        user: Any = request.user
        goals = Goal.objects.filter(plan__person=user, plan__state=PlanState.RUNNING)
        found = {
            "own": [*Assessment.objects.to_rate_oneself(user).select_related("round")],
            "others": [*Assessment.objects.to_rate_others(user).with_names()[:MOST]],
            "goal": goals.filter(reached_at=None).select_related("plan").first(),
        }
        if not any(found.values()):
            return None
        return {**found, "today": timezone.localdate()}
