"""What surveys have on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from knowledge_base.models.periods import site_day
from lms.extensions import HomeWidget
from plugins.surveys.models import FollowUp, Wave

MOST = 5


class SurveysWidget(HomeWidget):
    """What one is asked, and whom one calls back."""

    template = "lms_surveys/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return both; None when there is neither."""
        user: Any = request.user
        now = timezone.now()
        waves = Wave.objects.to_answer(user, site_day(now))
        mine = FollowUp.objects.unfinished().filter(owner=user)
        found = {
            "waves": [*waves.order_by("closes_on", "pk")[:MOST]],
            "follow_ups": [
                (row, row.is_overdue(now))
                for row in mine.select_related("voice")[:MOST]
            ],
        }
        return found if any(found.values()) else None
