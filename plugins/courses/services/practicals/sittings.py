"""What all steps of a sitting share: who may take them, and what is noted."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from plugins.courses.enums import NoteKind
from plugins.courses.exceptions import (
    DirectManagerError,
    OwnSittingError,
    WhyMissingError,
)
from plugins.courses.models import Sitting, SittingNote
from plugins.courses.models.sitting import LONGEST_REASON, ORGANISE


def locked_sitting(sitting: Sitting) -> Sitting:
    """Return the sitting, so that two people act one after the other.

    All of the candidate in this practical are locked, always in the same order: the mark
    of one may give the others another result.
    """
    rows = Sitting.objects.filter(
        practical=sitting.practical_id, candidate=sitting.candidate_id
    )
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    return next(
        each for each in locked.select_related("practical") if each.pk == sitting.pk
    )


def organised(sitting: Sitting, user: Any) -> Sitting:
    """Return the locked sitting to an organiser.

    Raises PermissionDenied, and OwnSittingError for the candidate.
    """
    if not user.has_perm(ORGANISE):
        raise PermissionDenied
    row = locked_sitting(sitting)
    if row.candidate_id == user.pk:
        raise OwnSittingError
    return row


def leader_of(person: Any) -> int | None:
    """Return the key of who leads somebody directly: of a leader, whoever is above."""
    profile = getattr(person, "staff_profile", None)
    team = profile and profile.team
    if team is not None and team.manager_id == person.pk:
        team = team.parent
    return team.manager_id if team else None


def refuse_judge(judge: Any, candidate: Any) -> None:
    """Raise OwnSittingError or DirectManagerError for who may not judge somebody."""
    if judge.pk == candidate.pk:
        raise OwnSittingError
    if judge.pk == leader_of(candidate):
        raise DirectManagerError


def note(
    sitting: Sitting, kind: NoteKind, *, user: Any, reason: str, now: datetime
) -> SittingNote:
    """Write down what somebody did, and why; raises WhyMissingError without a reason."""
    if not reason.strip():
        raise WhyMissingError
    return SittingNote.objects.create(
        sitting=sitting,
        kind=kind,
        by=user,
        reason=reason.strip()[:LONGEST_REASON],
        at=now,
    )
