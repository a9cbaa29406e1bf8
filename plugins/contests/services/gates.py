"""Who may organize, and the one lock that all changes of a contest take."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied

from lms.plugins import plugin_settings
from plugins.contests.enums import Answer, ContestState
from plugins.contests.exceptions import WrongStateError
from plugins.contests.models import KEEP, Contest, Entry, Member, Round

LABEL = "lms_contests"


def setting(name: str) -> Any:
    """Return what a setting of this plugin says."""
    return plugin_settings(LABEL)[name]


def check_keeper(user: Any) -> None:
    """Raise PermissionDenied for who does not organize contests."""
    if not user.has_perm(KEEP):
        raise PermissionDenied


def locked(key: int, *states: str) -> Contest:
    """Return a contest that nobody else changes now; one in these states.

    Raises WrongStateError where it is in another, or gone.
    """
    row = Contest.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None or (states and row.state not in states):
        raise WrongStateError
    return row


def locked_round(row: Round, *states: str) -> Round:
    """Return a round whose contest goes on, and which nobody else changes now."""
    contest = locked(row.contest_id, ContestState.RUNNING, ContestState.CLOSED)
    found = contest.rounds.filter(pk=row.pk).first()
    if found is None or (states and found.state not in states):
        raise WrongStateError
    found.contest = contest
    return found


def people_in(entries: Iterable[Entry]) -> tuple[int, ...]:
    """Return the keys of those who are in these entries."""
    rows = Member.objects.filter(entry__in=[each.pk for each in entries])
    keys = rows.filter(answer=Answer.AGREED).exclude(person=None)
    return tuple(keys.order_by("person").values_list("person", flat=True))
