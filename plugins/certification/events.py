"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.events import Event, Target, kind, publish
from lms.events.host import ActivityDone
from lms.notifications import settle

CERTIFIED = "lms_certification.certificate_awarded"
"""The activity for which rules of points may give something."""


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


def nothing_waits(name: type[Event], candidacy: Any, *, now: datetime) -> None:
    """Let nobody read any more that a candidacy waits for them: it has gone on."""
    settle(kind=name.name, key=f"{name.name}:{candidacy.pk}", now=now)


def tell_certified(award: Any, *, person: int | None, now: datetime) -> None:
    """Tell that somebody reached a level, of which others may keep count.

    A renewal is none: the level was reached before.
    """
    target = Target.of(award.level)
    publish(
        ActivityDone(
            actor_id=person,
            target=target,
            occurred_at=now,
            key=f"{CERTIFIED}:{target.key}:{person}",
            activity=CERTIFIED,
        )
    )


@kind("lms_certification.candidacy_opened")
@dataclass(frozen=True, kw_only=True)
class CandidacyOpened(Event):
    """Somebody is on the way to a level. The target is the candidacy. Key: the candidacy."""

    level: int
    is_renewal: bool


@kind("lms_certification.candidacy_proposed")
@dataclass(frozen=True, kw_only=True)
class CandidacyProposed(Event):
    """Somebody found all requirements met. The target is the candidacy. Key: the candidacy and moment."""

    candidate: int | None


@kind("lms_certification.candidacy_rejected")
@dataclass(frozen=True, kw_only=True)
class CandidacyRejected(Event):
    """A level was not granted. The target is the candidacy. Key: the candidacy."""

    candidate: int | None


@kind("lms_certification.award_issued")
@dataclass(frozen=True, kw_only=True)
class AwardIssued(Event):
    """Somebody got a certificate. The target is the certificate. Key: the certificate.

    The actor is who decided.
    """

    holder: int | None
    level: int
    rank: int
    expires_on: date | None


@kind("lms_certification.award_expiring")
@dataclass(frozen=True, kw_only=True)
class AwardExpiring(Event):
    """A certificate expires in so many days or fewer. The target is the certificate. Key: certificate and days."""

    holder: int | None
    days: int


@kind("lms_certification.award_suspended")
@dataclass(frozen=True, kw_only=True)
class AwardSuspended(Event):
    """A certificate does not count for now. The target is the certificate. Key: certificate and moment."""

    holder: int | None


@kind("lms_certification.award_resumed")
@dataclass(frozen=True, kw_only=True)
class AwardResumed(Event):
    """A suspended certificate counts again. The target is the certificate. Key: certificate and moment."""

    holder: int | None


@kind("lms_certification.award_revoked")
@dataclass(frozen=True, kw_only=True)
class AwardRevoked(Event):
    """A certificate was taken back for good. The target is the certificate. Key: the certificate."""

    holder: int | None
