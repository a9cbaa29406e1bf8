"""A kind of event for tests, and listeners that fail when told to."""

from dataclasses import dataclass
from datetime import UTC, datetime

from lms.events import Event, Target, kind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@kind("lms.door_opened")
@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event):
    door: str = "front"


@kind("lms.bell_rung")
@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    pass


def door_opened(key, *, actor=None, target=None, door="front"):
    return DoorOpened(
        actor_id=actor and actor.pk,
        target=Target.of(target) if target else Target("lms.team", "1"),
        occurred_at=NOON,
        key=key,
        door=door,
    )


def bell_rung(key):
    target = Target("lms.team", "1")
    return BellRung(actor_id=None, target=target, occurred_at=NOON, key=key)
