"""What time brings: contests begin, proposals and sheets are asked for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import holders_of, notify, people_of
from plugins.contests.enums import ContestState, RoundKind, RoundState
from plugins.contests.exceptions import ContestError
from plugins.contests.models import KEEP, Contest, Round
from plugins.contests.services.gates import people_in, setting
from plugins.contests.services.judging import tasks_of
from plugins.contests.services.planning import start_contest
from plugins.contests.services.rounds import judges_of, with_all

STUCK = "lms_contests.contest_stuck"
PROPOSAL_DUE = "lms_contests.proposal_due"
SHEETS_DUE = "lms_contests.sheets_due"
MOST_DAYS = 366


def remind_days() -> int:
    """Return what the setting says, within what can be counted with."""
    return max(0, min(int(setting("remind_days")), MOST_DAYS))


def move_contests(now: datetime) -> str:
    """Begin contests whose registration is over, and ask for what is missing."""
    today = localdate(now)
    over = Contest.objects.filter(state=ContestState.OPEN, closes_on__lt=today)
    begun = sum([_begin(each, now) for each in over])
    asked = _ask_for_proposals(now) + _ask_for_sheets(now)
    return f"Contests begun: {begun}, people asked: {asked}"


def _begin(contest: Contest, now: datetime) -> bool:
    try:
        start_contest(contest=contest, user=None, now=now)
    except ContestError:
        people = holders_of(KEEP)
        _notify(STUCK, contest, people, now, f":{contest.closes_on}")
        return False
    return True


@transaction.atomic
def _notify(
    kind: str, about: Any, people: Iterable[Any], now: datetime, more: str = ""
) -> int:
    """Tell people once, or once for each `more`."""
    key, target = f"{kind}:{about.pk}{more}", Target.of(about)
    told = [
        notify(kind=kind, recipient=each, target=target, key=key, now=now)
        for each in people
    ]
    return sum(each is not None for each in told)


def _running() -> Any:
    rows = Round.objects.filter(
        state=RoundState.RUNNING, contest__state=ContestState.RUNNING
    )
    return with_all(rows)


def _ask_for_proposals(now: datetime) -> int:
    """Ask entrants who have written nothing, some days before the last one."""
    today = localdate(now)
    until = today + timedelta(days=remind_days())
    rows = _running().filter(kind=RoundKind.PROPOSAL, day__gte=today, day__lte=until)
    told = 0
    for row in rows:
        missing = row.standings.filter(proposal=None, is_absent=False)
        entries = [each.entry for each in missing.select_related("entry")]
        told += _notify(PROPOSAL_DUE, row, people_of(*people_in(entries)), now)
    return told


def _ask_for_sheets(now: datetime) -> int:
    """Ask judges whose sheets are missing after the day of the round."""
    told = 0
    for row in _running().filter(day__lt=localdate(now)):
        if not row.is_judged:
            continue
        late = [j.pk for j in judges_of(row) if any(not t.is_done for t in tasks_of(row, j))]  # fmt: skip
        told += _notify(SHEETS_DUE, row, people_of(*late), now)
    return told
