"""What contests have on the first page."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.contests.enums import ContestState, RoundState
from plugins.contests.models import Contest, Entry, Standing
from plugins.contests.services.entering import invitations, may_enter
from plugins.contests.services.judging import open_rounds_of

MOST = 4


class ContestsWidget(HomeWidget):
    """What one may enter, what one is asked, the own next round, what one judges."""

    template = "lms_contests/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return all four; None when there is nothing."""
        user: Any = request.user
        now = timezone.now()
        today = timezone.localdate(now)
        mine = Entry.objects.of(user)
        running = Standing.objects.filter(
            entry__in=mine,
            round__state=RoundState.RUNNING,
            round__contest__state=ContestState.RUNNING,
        )
        found = {
            "open": [each for each in self._open(today, mine) if may_enter(each, user, now)],
            "invited": [*invitations(user).select_related("entry__captain", "contest")[:MOST]],
            "rounds": [*running.select_related("round__contest")[:MOST]],
            "judged": open_rounds_of(user, now)[:MOST],
        }  # fmt: skip
        return found if any(found.values()) else None

    def _open(self, today: Any, mine: Any) -> Any:
        is_open = Q(state=ContestState.OPEN, opens_on__lte=today, closes_on__gte=today)
        rows = Contest.objects.filter(is_open).exclude(entries__in=mine.standing())
        return rows.order_by("closes_on")[:MOST]
