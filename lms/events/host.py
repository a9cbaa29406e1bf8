"""What the host itself tells."""

from dataclasses import dataclass
from datetime import datetime

from lms.enums import GapState
from lms.events.kinds import Event, kind
from lms.events.publishing import publish
from lms.targets import Target


@kind("lms.gap_answered")
@dataclass(frozen=True, kw_only=True)
class GapAnswered(Event):
    """Editors have said something to a search that found nothing.

    The target is the gap. Key: the gap and what was said, so that a corrected answer is
    told again.
    """

    state: GapState


@kind("lms.approval_decided")
@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Event):
    """A draft has passed its approval, or was sent back.

    The target is the draft. Key: the step of the approval that decided.
    """

    is_approved: bool
    requested_by: str
    """Key of who handed it in, as text; "" for nobody."""


@kind("lms.activity_done")
@dataclass(frozen=True, kw_only=True)
class ActivityDone(Event):
    """Somebody did something that points may be given for; `actor_id` is who did.

    The target is what it was done with, such as the course. Key: activity, target and
    person, so that doing it again tells nothing new.
    """

    activity: str
    """The key of an activity type, see `lms.extensions.activity_types`."""


def tell_activity(
    activity: str, target: Target, *, person: int | None, now: datetime, key: str = ""
) -> None:
    """Tell that somebody did something with a target: once at all, or once for each key."""
    publish(
        ActivityDone(
            actor_id=person,
            target=target,
            occurred_at=now,
            key=f"{activity}:{key or f'{target.key}:{person}'}",
            activity=activity,
        )
    )
