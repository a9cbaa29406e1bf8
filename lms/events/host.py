"""What the host itself tells."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lms.enums import GapState
from lms.events.kinds import Event, kind
from lms.events.publishing import publish
from lms.models import PublishedEvent
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
    registered_by: int | None = None
    """Key of who wrote it down; None where that was the person, or nobody."""


@kind("lms.activity_revoked")
@dataclass(frozen=True, kw_only=True)
class ActivityRevoked(Event):
    """What was told as done does not count any more; `actor_id` is who put it right.

    The target is what it was done with, which may be gone. Key: the one of the
    `ActivityDone`.
    """

    activity: str
    activity_key: str
    """Key of the `ActivityDone`."""
    person: int | None
    """Key of who did it, as was told."""


def tell_activity(
    activity: str,
    target: Target,
    *,
    person: int | None,
    now: datetime,
    key: str = "",
    registered_by: int | None = None,
) -> None:
    """Tell that somebody did something with a target: once at all, or once for each key.

    A `key` of what may be revoked is that of the target, alone or before a colon.
    """
    publish(
        ActivityDone(
            actor_id=person,
            target=target,
            occurred_at=now,
            key=f"{activity}:{key or f'{target.key}:{person}'}",
            activity=activity,
            registered_by=registered_by,
        )
    )


def revoke_activity(
    activity: str, target: Target, *, actor: int | None, now: datetime
) -> None:
    """Tell that nothing counts any more of what was told of an activity with a target.

    Whoever listens to both kinds in one function hears them in their order.
    """
    for row in _standing(activity, target):
        publish(
            ActivityRevoked(
                actor_id=actor,
                target=target,
                occurred_at=now,
                key=_revoking(row.key),
                activity=activity,
                activity_key=row.key,
                person=row.actor_id,
            )
        )


def _standing(activity: str, target: Target) -> list[PublishedEvent]:
    """Return what was told and not revoked, found by the beginning of its key."""
    key = f"{activity}:{target.key}"
    rows = PublishedEvent.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"))
    about = {"target_model": target.model, "target_key": target.key}
    told = list(rows.filter(kind=ActivityDone.name, **about).order_by("pk"))
    keys = [_revoking(row.key) for row in told]
    revoked = PublishedEvent.objects.filter(key__in=keys).values_list("key", flat=True)
    gone = set(revoked)
    return [row for row in told if _revoking(row.key) not in gone]


def _revoking(key: str) -> str:
    return f"revoked:{key}"
