"""Who answers for a complaint, and who is told what is due soon or overdue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from lms.events import Target
from lms.models import Notification, Team
from lms.notifications import holders_of, is_here, notify
from plugins.complaints.clocks import ClockState, Level
from plugins.complaints.models import HANDLE, CallBack, Complaint
from plugins.complaints.services.rules import rules

NEAR = "lms_complaints.near"
OVER = "lms_complaints.over"
CALL_BACK = "lms_complaints.call_back"
HEAD_AFTER = timedelta(days=3)
"""The head hears of a call-back that has been overdue for longer."""


class Chain:
    """The people of the three levels, found in the tree of teams; two queries for all."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        rows = Team.objects.select_related("manager__staff_profile")
        self._teams = {team.pk: team for team in rows}

    def of(self, complaint: Complaint) -> Mapping[Level, Sequence[Any]]:
        """Return who is at each level.

        The supervisor leads the department, the head the next unit above. Nobody is the
        own supervisor; where nobody leads, all are who handle all complaints.
        """
        handler = complaint.handler
        leaders = [*self._leaders(complaint.team_id, complaint.handler_id)]
        others = [] if leaders else [each for each in self._able if each != handler]
        return {
            Level.HANDLER: [handler] if handler else [],
            Level.SUPERVISOR: leaders[:1] or others,
            Level.HEAD: leaders[1:2],
        }

    @cached_property
    def _able(self) -> Sequence[Any]:
        return [*holders_of(HANDLE)]

    def _leaders(self, key: int | None, besides: int | None) -> Iterator[Any]:
        met = {besides}
        while key in self._teams:
            team = self._teams[key]
            leader = team.manager
            if leader and leader.pk not in met and is_here(leader, self._now):
                met.add(leader.pk)
                yield leader
            key = team.parent_id


@dataclass(frozen=True)
class _Due:
    complaint: Complaint
    person: Any
    kind: str
    key: str
    """What is told once, to each person."""
    clock: str = ""


def escalate(now: datetime) -> str:
    """Tell each level once of what has come to it; a missed run loses nothing."""
    chain = Chain(now)
    found = (*_of_limits(chain, now), *_of_call_backs(chain, now))
    wanted = {f"{due.key}:{due.person.pk}": due for due in found}  # as notify() does
    told = sum(_tell(due, now) for due in _untold(wanted))
    return f"Told of time limits: {told}"


def _of_limits(chain: Chain, now: datetime) -> Iterator[_Due]:
    known = rules()
    rows = Complaint.objects.unfinished().select_related("handler__staff_profile", "category")  # fmt: skip
    for row in rows:
        for clock in row.clocks:
            reached = clock.done_at is None and clock.level(now, known)
            kind = NEAR if clock.state(now, known) is ClockState.NEAR else OVER
            for level, people in chain.of(row).items() if reached else ():
                key = f"lms_complaints.clock:{row.pk}:{clock.key}:{clock.due_at:%Y%m%d%H%M%S}:{level}"  # fmt: skip
                for person in people if level <= reached else ():
                    yield _Due(row, person, kind, key, clock.key.value)


def _of_call_backs(chain: Chain, now: datetime) -> Iterator[_Due]:
    """Remind the supervisor, who calls or names somebody, and days later the head."""
    today = timezone.localdate(now)
    related = ("complaint__handler__staff_profile", "complaint__category")
    for row in CallBack.objects.overdue(today).select_related(*related):
        is_long = row.due_on < today - HEAD_AFTER
        people = chain.of(row.complaint)
        for level in (Level.SUPERVISOR, Level.HEAD) if is_long else (Level.SUPERVISOR,):
            for person in people[level]:
                key = f"{CALL_BACK}:{row.pk}:{level}"
                yield _Due(row.complaint, person, CALL_BACK, key)


def _untold(wanted: Mapping[str, _Due]) -> list[_Due]:
    told = Notification.objects.filter(key__in=[*wanted])
    known = {*told.values_list("key", flat=True)}
    return [due for key, due in wanted.items() if key not in known]


def _tell(due: _Due, now: datetime) -> bool:
    found = notify(
        kind=due.kind,
        recipient=due.person,
        target=Target.of(due.complaint),
        key=due.key,
        now=now,
        parameters={"clock": due.clock},
    )
    return found is not None
