"""Complaints solved and praise: one proposes, another decides."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.targets import Target
from plugins.rewards.enums import MeritLevel, MeritState
from plugins.rewards.exceptions import (
    NoReasonError,
    OwnDecisionError,
    OwnProposalError,
    StateError,
)
from plugins.rewards.models import Holder, LedgerEvent, Merit
from plugins.rewards.services.awards import Deed, award, refuse_closed, refuse_leaver
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.telling import tell_of_merit, tell_of_waiting_merit

DECIDE = "lms_rewards.change_merit"


@transaction.atomic
def propose_merit(*, merit: Merit, person: Any, user: Any, now: datetime) -> Merit:
    """Put a merit of somebody before those who decide, and tell them.

    Raises LeaverError.
    """
    refuse_leaver(person, now)
    merit.holder = holder_of(person)
    merit.proposed_by = holder_of(user)
    merit.state = MeritState.PROPOSED
    merit.save()
    tell_of_waiting_merit(merit=merit, permission=DECIDE, now=now)
    return merit


@transaction.atomic
def apply_for_points(*, merit: Merit, user: Any, now: datetime) -> Merit:
    """Put something that one has done before those who decide; once, if sent twice.

    Raises LeaverError.
    """
    holder = holder_of(user)
    Holder.objects.select_for_update().get(pk=holder.pk)
    same = {
        "holder": holder,
        "proposed_by": holder,
        "level": merit.level,
        "happened_on": merit.happened_on,
        "text": merit.text,
    }
    known = Merit.objects.filter(**same).exclude(state=MeritState.REJECTED).first()
    return known or propose_merit(merit=merit, person=user, user=user, now=now)


def refuse_own(merit: Merit, user: Any) -> None:
    """Raise OwnDecisionError or OwnProposalError for whoever may not decide on it."""
    if merit.holder.user_id == user.pk:
        raise OwnDecisionError
    if merit.proposed_by is not None and merit.proposed_by.user_id == user.pk:
        raise OwnProposalError


@transaction.atomic
def accept_merit(
    *, merit: Merit, user: Any, level: str = "", now: datetime
) -> LedgerEvent:
    """Accept a merit at a level, which gives its points; safe to repeat.

    Whoever decides has the permission, has not proposed it and does not get the points.
    Raises PermissionDenied, what `refuse_own` raises, StateError when it was rejected,
    and what `award` raises; nothing is changed then.
    """
    accepted = MeritLevel(level or merit.level)
    merit = _decide(merit, user, MeritState.ACCEPTED, now, level=accepted)
    return _award(merit, user, now)


@transaction.atomic
def reject_merit(*, merit: Merit, user: Any, reason: str, now: datetime) -> None:
    """Reject a merit, with a reason for whoever proposed it; safe to repeat.

    The person hears nothing: nobody was promised anything. Raises NoReasonError, and
    as `accept_merit` does.
    """
    if not reason.strip():
        raise NoReasonError
    _decide(merit, user, MeritState.REJECTED, now, reason=reason.strip()[:300])


def _decide(
    merit: Merit, user: Any, state: MeritState, now: datetime, **values: Any
) -> Merit:
    if not user.has_perm(DECIDE):
        raise PermissionDenied
    refuse_own(merit, user)
    decider = holder_of(user)
    rows = Merit.objects.filter(pk=merit.pk, state=MeritState.PROPOSED)
    is_new = rows.update(state=state, decided_by=decider, decided_at=now, **values)
    merit = Merit.objects.select_related("holder", "proposed_by__user").get(pk=merit.pk)
    if merit.state != state:
        raise StateError
    if is_new:
        tell_of_merit(merit=merit, now=now)
    return merit


def _award(merit: Merit, user: Any, now: datetime) -> LedgerEvent:
    refuse_closed(merit.happened_on)
    deed = Deed(
        activity=MeritLevel(merit.level).activity,
        subject=Target.of(merit),
        beneficiary=merit.holder.user,
        effective_on=merit.happened_on,
        actor=user,
        note=merit.text,
    )
    return award(deed, now=now)
