"""Complaints solved and praise: one proposes, another decides."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.targets import Target
from plugins.rewards.enums import MeritLevel, MeritState
from plugins.rewards.exceptions import OwnDecisionError, StateError
from plugins.rewards.models import LedgerEvent, Merit
from plugins.rewards.services.awards import Deed, award, refuse_closed, refuse_leaver
from plugins.rewards.services.ledger import holder_of

DECIDE = "lms_rewards.change_merit"


@transaction.atomic
def propose_merit(*, merit: Merit, person: Any, user: Any, now: datetime) -> Merit:
    """Put a merit of somebody before those who decide. Raises LeaverError."""
    refuse_leaver(person, now)
    merit.holder = holder_of(person)
    merit.proposed_by = holder_of(user)
    merit.state = MeritState.PROPOSED
    merit.save()
    return merit


@transaction.atomic
def decide_merit(
    *, merit: Merit, user: Any, accepts: bool, level: str = "", now: datetime
) -> LedgerEvent | None:
    """Accept a merit at a level, which gives its points, or reject it.

    Whoever decides has the permission and is not who gets the points. Safe to repeat in
    the same sense. Raises PermissionDenied, OwnDecisionError, StateError, and what
    `award` raises; nothing is changed then.
    """
    if not user.has_perm(DECIDE):
        raise PermissionDenied
    decider = holder_of(user)
    if merit.holder_id == decider.pk:
        raise OwnDecisionError
    merit = Merit.objects.select_for_update().get(pk=merit.pk)
    state = MeritState.ACCEPTED if accepts else MeritState.REJECTED
    if merit.state not in {MeritState.PROPOSED, state}:
        raise StateError
    if merit.state == MeritState.PROPOSED:
        merit.state, merit.decided_by, merit.decided_at = state, decider, now
        merit.level = MeritLevel(level or merit.level)
        merit.save()
    return _award(merit, user, now) if accepts else None


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
