"""What the community has on the first page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.community.enums import MeetingState
from plugins.community.models import Item, Meeting, Seat, Suggestion

MOST = 3


class CommunityWidget(HomeWidget):
    """The next meeting, what one is to do after past ones, and the newest suggestions."""

    template = "lms_community/widget.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what there is; None when nothing is."""
        user: Any = request.user
        now = timezone.now()
        to_come = Meeting.objects.filter(_concerns(user), state=MeetingState.ANNOUNCED)
        own = Item.objects.filter(owner=user, done_at=None)
        found = {
            "meeting": to_come.filter(starts_at__gte=now)
            .order_by("starts_at", "pk")
            .first(),
            "items": [*own.select_related("meeting").order_by("due_on", "pk")[:MOST]],
            "suggestions": [*Suggestion.objects.unanswered()[:MOST]],
        }
        return found if any(found.values()) else None


def _concerns(user: Any) -> Q:
    """Return what is for everybody or one's own team, or what one is to come to."""
    profile = getattr(user, "staff_profile", None)
    seats = Seat.objects.filter(person=user, is_coming=True)
    concerns = Q(team=None) | Q(host=user) | Q(pk__in=seats.values("meeting"))
    team = getattr(profile, "team_id", None)
    return concerns | Q(team=team) if team else concerns
