"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.events import Event, Target, kind, publish
from lms.events.host import ActivityDone

OBSERVED = "lms_mentoring.observation_written"
APPRENTICE_PASSED = "lms_mentoring.apprentice_passed"
REVIEWED_SERVICE = "lms_mentoring.service_review_given"
"""Activities for which rules of points may give something."""


def tell(
    name: type[Event],
    row: Any,
    *,
    actor: int | None,
    now: datetime,
    part: str = "",
    **more: Any,
) -> bool:
    """Tell what happened to a row, once for each part; return whether it is news."""
    return publish(
        name(
            actor_id=actor,
            target=Target.of(row),
            occurred_at=now,
            key=":".join(filter(None, [name.name, str(row.pk), part])),
            **more,
        )
    )


def tell_activity(
    activity: str, row: Any, *, person: int | None, now: datetime
) -> None:
    """Tell that somebody did something with a row, once for each row."""
    publish(
        ActivityDone(
            actor_id=person,
            target=Target.of(row),
            occurred_at=now,
            key=f"{activity}:{row.pk}",
            activity=activity,
        )
    )


@kind("lms_mentoring.pair_begun")
@dataclass(frozen=True, kw_only=True)
class PairBegun(Event):
    """Somebody has a mentor. The target is the pair. Key: the pair."""

    mentor: int | None
    apprentice: int | None


@kind("lms_mentoring.pair_closed")
@dataclass(frozen=True, kw_only=True)
class PairClosed(Event):
    """A pair is over. The target is the pair. Key: the pair.

    `state` is passed, ended or handed_over.
    """

    mentor: int | None
    apprentice: int | None
    state: str


@kind("lms_mentoring.observation_kept")
@dataclass(frozen=True, kw_only=True)
class ObservationKept(Event):
    """A mentor wrote what was seen. The target is the pair. Key: pair and observation."""

    observation: int


@kind("lms_mentoring.observation_answered")
@dataclass(frozen=True, kw_only=True)
class ObservationAnswered(Event):
    """The apprentice answered, for the first time. The target is the pair. Key: pair and observation."""

    observation: int


@kind("lms_mentoring.review_commented")
@dataclass(frozen=True, kw_only=True)
class ReviewCommented(Event):
    """A mentor commented on a self-review, for the first time. The target is the pair. Key: pair and self-review."""

    review: int


@kind("lms_mentoring.service_reviewed")
@dataclass(frozen=True, kw_only=True)
class ServiceReviewed(Event):
    """An apprentice reviewed the service of the mentor. The target is the pair. Key: the pair."""
