"""Bonuses and penalties: given with a reason, objected to, answered, withdrawn."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from plugins.performance.events import BonusGiven, BonusObjected, ObjectionAnswered
from plugins.performance.exceptions import (
    EmptyError,
    OutError,
    OwnSheetError,
    SettledError,
    WrongPointsError,
)
from plugins.performance.models import (
    KEEP,
    LONGEST,
    MOST_POINTS,
    MOST_TOGETHER,
    Bonus,
    Month,
    Reason,
    Sheet,
)
from plugins.performance.services.months import keep_total
from plugins.performance.services.steps import locked


def _check_superior(sheet: Sheet, user: Any) -> None:
    if sheet.person_id == user.pk:
        raise OwnSheetError
    if user.pk != sheet.superior_id and not user.has_perm(KEEP):
        raise PermissionDenied


def _open_month(sheet: Sheet) -> Month:
    month = locked(sheet.month)
    if month.is_out:
        raise OutError
    return month


@transaction.atomic
def give_bonus(
    *, sheet: Sheet, reason: Reason | None, points: int, words: str, user: Any, now: datetime
) -> Bonus:  # fmt: skip
    """Give points beside the indicators, or take some; raises PerformanceError.

    Either a usual reason or words are needed; `points` are those of the reason unless
    somebody wrote others.
    """
    month = _open_month(sheet)
    _check_superior(sheet, user)
    if not points or abs(points) > MOST_POINTS or abs(_sum(sheet) + points) > MOST_TOGETHER:  # fmt: skip
        raise WrongPointsError
    if reason is None and not words.strip():
        raise EmptyError
    row = Bonus.objects.create(sheet=sheet, reason=reason, points=points, words=words.strip(), given_at=now, given_by=user)  # fmt: skip
    _rework(month, sheet)
    tell(BonusGiven, sheet, actor=user.pk, now=now, key=f"{row.pk}", person=sheet.person_id, points=points)  # fmt: skip
    return row


def _sum(sheet: Sheet) -> int:
    known = sheet.bonuses.filter(withdrawn_at=None)
    return sum(known.values_list("points", flat=True))


def _rework(month: Month, sheet: Sheet) -> None:
    if month.is_closed:
        keep_total(sheet)


def _row(bonus: Bonus) -> tuple[Month, Bonus]:
    """Return the month and the bonus, which nobody else changes meanwhile."""
    month = _open_month(bonus.sheet)
    row = Bonus.objects.select_related("sheet__month").get(pk=bonus.pk)
    if row.withdrawn_at:
        raise SettledError
    return month, row


@transaction.atomic
def withdraw_bonus(*, bonus: Bonus, user: Any, now: datetime) -> None:
    """Take a bonus back; it stays on record and counts no more."""
    month, row = _row(bonus)
    _check_superior(row.sheet, user)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    _rework(month, row.sheet)


@transaction.atomic
def object_to(*, bonus: Bonus, words: str, user: Any, now: datetime) -> None:
    """Say once what speaks against a bonus of one's own."""
    _month, row = _row(bonus)
    if row.sheet.person_id != user.pk:
        raise PermissionDenied
    if row.objection:
        raise SettledError
    if not words.strip():
        raise EmptyError
    row.objection = words.strip()[:LONGEST]
    row.save(update_fields=["objection"])
    tell(BonusObjected, row.sheet, actor=user.pk, now=now, key=f"{row.pk}", given_by=row.given_by_id)  # fmt: skip


@transaction.atomic
def answer_objection(*, bonus: Bonus, words: str, user: Any, now: datetime) -> None:
    """Answer an objection; whoever agrees with it withdraws the bonus besides."""
    _month, row = _row(bonus)
    _check_superior(row.sheet, user)
    if not row.is_open:
        raise SettledError
    if not words.strip():
        raise EmptyError
    row.answer, row.answered_by = words.strip()[:LONGEST], user
    row.save(update_fields=["answer", "answered_by"])
    tell(ObjectionAnswered, row.sheet, actor=user.pk, now=now, key=f"{row.pk}", person=row.sheet.person_id)  # fmt: skip
