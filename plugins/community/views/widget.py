"""What the community has on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.community.enums import MeetingState
from plugins.community.models import Item, Meeting, Suggestion

MOST = 3


class CommunityWidget(HomeWidget):
    """The next meeting, what one is to do after past ones, and the newest suggestions."""

    template = "lms_community/widget.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what there is; None when nothing is."""
        user: Any = request.user
        now = timezone.now()
        to_come = Meeting.objects.filter(state=MeetingState.ANNOUNCED)
        own = Item.objects.filter(owner=user, done_at=None)
        found = {
            "meeting": to_come.filter(starts_at__gte=now).order_by("starts_at").first(),
            "items": [*own.select_related("meeting").order_by("due_on", "pk")[:MOST]],
            "suggestions": [*Suggestion.objects.unanswered()[:MOST]],
        }
        return found if any(found.values()) else None
