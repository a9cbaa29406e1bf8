"""Improvement plans: handed in by the person, accepted or given back by the superior."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import Target, tell
from lms.events.host import tell_activity
from plugins.performance.events import (
    PLAN_KEPT,
    PlanAccepted,
    PlanAsked,
    PlanHandedIn,
)
from plugins.performance.exceptions import EmptyError, OwnSheetError, SettledError
from plugins.performance.models import KEEP, ImprovementPlan, Sheet


def _locked(sheet: Sheet) -> ImprovementPlan:
    rows = ImprovementPlan.objects.select_for_update(of=("self",))
    return rows.select_related("sheet").get(sheet=sheet)


@transaction.atomic
def hand_in_plan(*, sheet: Sheet, text: str, user: Any, now: datetime) -> None:
    """Hand in one's own plan, or another text of it while nobody has accepted it."""
    row = _locked(sheet)
    if row.sheet.person_id != user.pk:
        raise PermissionDenied
    if row.accepted_at:
        raise SettledError
    if not text.strip():
        raise EmptyError
    row.text, row.handed_in_at = text.strip(), now
    row.save(update_fields=["text", "handed_in_at"])
    tell(PlanHandedIn, row.sheet, actor=user.pk, now=now, superior=row.sheet.superior_id, key=f"{sheet.pk}:{row.returns}")  # fmt: skip


def _to_decide(sheet: Sheet, user: Any) -> ImprovementPlan:
    row = _locked(sheet)
    if row.sheet.person_id == user.pk:
        raise OwnSheetError
    if user.pk != row.sheet.superior_id and not user.has_perm(KEEP):
        raise PermissionDenied
    if row.accepted_at or not row.handed_in_at:
        raise SettledError
    return row


@transaction.atomic
def accept_plan(*, sheet: Sheet, user: Any, now: datetime) -> None:
    """Accept what was handed in."""
    row = _to_decide(sheet, user)
    row.accepted_at, row.accepted_by, row.remark = now, user, ""
    row.save(update_fields=["accepted_at", "accepted_by", "remark"])
    tell(PlanAccepted, row.sheet, actor=user.pk, now=now, person=row.sheet.person_id)
    tell_activity(PLAN_KEPT, Target.of(row.sheet), person=row.sheet.person_id, now=now)


@transaction.atomic
def give_plan_back(*, sheet: Sheet, words: str, user: Any, now: datetime) -> None:
    """Say what is missing, and let the person write on."""
    row = _to_decide(sheet, user)
    if not words.strip():
        raise EmptyError
    row.remark, row.handed_in_at = words.strip(), None
    row.returns += 1
    row.save(update_fields=["remark", "handed_in_at", "returns"])
    tell(PlanAsked, row.sheet, actor=user.pk, now=now, person=row.sheet.person_id, key=f"{sheet.pk}:{row.returns}")  # fmt: skip
