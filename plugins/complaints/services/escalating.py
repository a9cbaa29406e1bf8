"""Who answers for a complaint, and who is told that its time is running out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.events import Target
from lms.models import Notification, Team
from lms.notifications import notify
from lms.plugins import plugin_settings
from plugins.complaints.clocks import Clock, ClockState, Level
from plugins.complaints.models import Complaint

NEAR = "lms_complaints.near"
OVER = "lms_complaints.over"


class Chain:
    """The people of the three levels, found in the tree of teams; one query for all."""

    def __init__(self) -> None:
        rows = Team.objects.select_related("manager__staff_profile")
        self._teams = {team.pk: team for team in rows}

    def of(self, complaint: Complaint) -> Mapping[Level, Any]:
        """Return who is at each level, as far as there is somebody.

        The supervisor leads the department, the head the next unit above. Nobody is the
        own supervisor.
        """
        found = {Level.HANDLER: complaint.handler} if complaint.handler else {}
        above = self._leaders(complaint.team_id, complaint.handler_id)
        for level in (Level.SUPERVISOR, Level.HEAD):
            if (person := next(above, None)) is not None:
                found[level] = person
        return found

    def _leaders(self, key: int | None, besides: int | None) -> Iterator[Any]:
        met = {besides}
        while key in self._teams:
            team = self._teams[key]
            if team.manager_id and team.manager_id not in met:
                met.add(team.manager_id)
                yield team.manager
            key = team.parent_id


@dataclass(frozen=True)
class _Due:
    complaint: Complaint
    clock: Clock
    person: Any
    kind: str


def escalate(now: datetime) -> str:
    """Tell each level once of each limit that has come to it; a missed run loses nothing."""
    limits = plugin_settings("lms_complaints")
    near, head_after = int(limits["near_percent"]), timedelta(hours=int(limits["head_hours"]))  # fmt: skip
    chain = Chain()
    rows = Complaint.objects.unfinished().select_related("handler__staff_profile", "category")  # fmt: skip
    wanted: dict[str, _Due] = {}
    for row in rows:
        people = chain.of(row)
        for clock in row.clocks:
            reached = clock.done_at is None and clock.level(now, near, head_after)
            is_near = clock.state(now, near) is ClockState.NEAR
            for level, person in people.items():
                if reached and level <= reached:
                    key = f"lms_complaints.clock:{row.pk}:{row.reopened}:{clock.key}:{level}"  # fmt: skip
                    wanted[key] = _Due(row, clock, person, NEAR if is_near else OVER)
    told = sum(_tell(key, due, now) for key, due in _untold(wanted).items())
    return f"Told of time limits: {told}"


def _untold(wanted: Mapping[str, _Due]) -> dict[str, _Due]:
    keys = {f"{key}:{due.person.pk}": key for key, due in wanted.items()}
    told = Notification.objects.filter(key__in=[*keys])
    known = {keys[key] for key in told.values_list("key", flat=True)}
    return {key: due for key, due in wanted.items() if key not in known}


def _tell(key: str, due: _Due, now: datetime) -> bool:
    found = notify(
        kind=due.kind,
        recipient=due.person,
        target=Target.of(due.complaint),
        key=key,
        now=now,
        parameters={"clock": due.clock.key.value},
    )
    return found is not None
