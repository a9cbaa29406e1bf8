"""What practicals have on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.courses.enums import SheetState
from plugins.courses.models import ScoreSheet, Sitting

MOST = 5


class PracticalsToday(HomeWidget):
    """What the reader is to score, and what is planned for the reader."""

    template = "lms_courses/practicals/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return both; None when there is neither."""
        user: Any = request.user
        ahead = Sitting.objects.ahead()
        own = ahead.of(user)
        sheets = ScoreSheet.objects.filter(
            judge=user, state=SheetState.DRAFT, sitting__in=ahead.values("pk")
        )
        ordered = sheets.select_related("sitting__candidate", "sitting__scene")
        found = {
            "sheets": [*ordered.order_by("sitting__starts_at")[:MOST]],
            "sittings": [*own[:MOST]],
            "today": timezone.localdate(),
        }
        return found if found["sheets"] or found["sittings"] else None
