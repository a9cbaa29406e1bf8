"""What recognition has on the first page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.recognition.models import Praise, Star
from plugins.recognition.services.ballots import choices_of, has_voted, running_month

DAYS = 14
MOST_SHOWN = 3
FRESH = 62
"""Days for which a star stays on the first page."""


class StarsAndThanks(HomeWidget):
    """The newest stars, thanks for me, and a ballot that waits for me."""

    template = "lms_recognition/widget.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what is new; None when nothing is."""
        user: Any = request.user
        now = timezone.now()
        today = timezone.localdate(now)
        stars = Star.objects.awarded().named().order_by("-month__month", "is_of_team", "pk")  # fmt: skip
        fresh = [*stars.filter(month__announced_at__gte=now - timedelta(days=FRESH))[:MOST_SHOWN]]  # fmt: skip
        mine = Praise.objects.shown().filter(
            person=user, given_at__gte=now - timedelta(days=DAYS)
        )
        month = running_month(today)
        waits = month is not None and self._may_vote(month, user, today)
        found = {
            "stars": [each for each in fresh if each.month_id == fresh[0].month_id],
            "praise": mine.named()[:MOST_SHOWN],
            "month": month if waits else None,
        }
        return found if any(found.values()) else None

    def _may_vote(self, month: Any, user: Any, today: Any) -> bool:
        return not has_voted(month, user) and choices_of(user, today).exists()
