"""What the inspected person answers, what is decided on it, and what is done better."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target, tell
from lms.events.host import tell_activity
from plugins.inspections.enums import Outcome
from plugins.inspections.events import (
    IMPROVED,
    ImprovementDone,
    ImprovementSet,
    ObjectionDecided,
    SheetObjected,
)
from plugins.inspections.exceptions import (
    DecidedError,
    DoneAlreadyError,
    EmptyError,
    NothingRatedError,
    NotReleasedError,
    ObjectedAlreadyError,
    OwnScoreError,
    OwnSheetError,
    SameMarksError,
    SetAlreadyError,
    TooLateError,
    WrongDayError,
)
from plugins.inspections.models import KEEP, Action, Objection, Sheet
from plugins.inspections.services.drawing import locked
from plugins.inspections.services.plans import check_keeper, setting
from plugins.inspections.services.scoring import score_sheet
from plugins.inspections.services.sheets import Written, check_marks


@transaction.atomic
def acknowledge(*, sheet: Sheet, user: Any, now: datetime) -> None:
    """Note that the inspected person has read a sheet; the first time counts."""
    row = _own(sheet, user)
    if row.acknowledged_at is None:
        row.acknowledged_at = now
        row.save(update_fields=["acknowledged_at"])


@transaction.atomic
def object_to(*, sheet: Sheet, user: Any, reason: str, now: datetime) -> Objection:
    """Object to a released sheet, once and within the days of the setting."""
    locked(sheet.plan)
    row = _own(sheet, user)
    known = Objection.objects.filter(sheet=row).first()
    if known is not None:
        if known.reason == reason.strip():
            return known
        raise ObjectedAlreadyError
    until = row.objects_until(setting("objection_days"))
    if until is not None and localdate(now) > until:
        raise TooLateError
    made = Objection.objects.create(sheet=row, reason=_said(reason), made_at=now)
    acknowledge(sheet=row, user=user, now=now)
    tell(SheetObjected, row, actor=user.pk, now=now)
    return made


def may_decide(sheet: Sheet, user: Any) -> bool:
    """Tell whether somebody decides about an objection: neither of the two, nor who rated it again."""
    if not user.has_perm(KEEP) or user.pk in {sheet.person_id, sheet.inspector_id}:
        return False
    return not sheet.seconds.filter(inspector=user).exists()


@transaction.atomic
def decide(
    *, objection: Objection, user: Any, words: str, rating: Written | None, now: datetime
) -> Objection:  # fmt: skip
    """Let the score stand (no rating), or set other marks beside those of the sheet.

    With a reason; the score follows from the marks. Raises PermissionDenied,
    OwnSheetError, OwnScoreError, DecidedError, EmptyError, UnknownMarkError,
    SameMarksError, NothingRatedError.
    """
    check_keeper(user)
    locked(objection.sheet.plan)
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    sheet = row.sheet
    if user.pk == sheet.person_id:
        raise OwnSheetError
    if not may_decide(sheet, user):
        raise OwnScoreError
    if not row.is_open:
        raise DecidedError
    row.words = _said(words)
    row.outcome = Outcome.UPHELD if rating is None else Outcome.CHANGED
    if rating is not None:
        _change(row, rating)
    row.decided_by, row.decided_at = user, now
    row.save()
    tell(
        ObjectionDecided,
        sheet,
        actor=user.pk,
        now=now,
        person=sheet.person_id,
        inspector=sheet.inspector_id,
        outcome=str(row.outcome),
    )
    return row


def _change(row: Objection, rating: Written) -> None:
    """Set the marks as they are decided; what is not named stays."""
    sheet, criteria = row.sheet, row.sheet.version.parts
    check_marks(criteria, rating)
    marks, knocked = {**sheet.marks, **rating.marks}, sorted({*rating.knocked})
    if (marks, knocked) == (sheet.marks, sorted(sheet.knocked)):
        raise SameMarksError
    score = score_sheet(criteria, marks, knocked).score
    if score is None:
        raise NothingRatedError
    row.marks, row.knocked, row.new_score = marks, knocked, score


def may_improve(sheet: Sheet, user: Any) -> bool:
    """Tell whether somebody sets and confirms improvements: its inspector and keepers."""
    is_other = user.pk != sheet.person_id
    return is_other and (user.pk == sheet.inspector_id or user.has_perm(KEEP))


@transaction.atomic
def set_action(
    *, sheet: Sheet, user: Any, what: str, due_on: date, criterion: str, now: datetime
) -> Action:  # fmt: skip
    """Make something to do of a finding; the same words once, and only pressed twice."""
    _check_improves(sheet, user)
    if not sheet.is_released:
        raise NotReleasedError
    if due_on < localdate(now):
        raise WrongDayError
    known = {each.key for each in sheet.version.parts}
    values = {
        "due_on": due_on,
        "criterion": criterion if criterion in known else "",
        "made_by": user,
        "made_at": now,
    }
    row, is_new = Action.objects.get_or_create(sheet=sheet, what=_said(what), defaults=values)  # fmt: skip
    if not is_new and row.due_on != due_on:
        raise SetAlreadyError
    if is_new:
        key = f"{row.sheet_id}:{row.pk}"
        tell(ImprovementSet, sheet, actor=user.pk, now=now, key=key, person=sheet.person_id, improvement=row.pk)  # fmt: skip
    return row


@transaction.atomic
def finish(*, action: Action, user: Any, now: datetime) -> None:
    """Say that it is done, as the one who was to do it."""
    row = _locked(action)
    if user.pk != row.sheet.person_id:
        raise PermissionDenied
    if row.done_at is None:
        row.done_at = now
        row.save(update_fields=["done_at"])
        key = f"{row.sheet_id}:{row.pk}"
        tell(ImprovementDone, row.sheet, actor=user.pk, now=now, key=key, made_by=row.made_by_id, improvement=row.pk)  # fmt: skip


@transaction.atomic
def confirm(*, action: Action, user: Any, now: datetime) -> None:
    """Confirm that it is done; somebody else than who did it."""
    row = _locked(action)
    _check_improves(row.sheet, user)
    if row.confirmed_at is None:
        row.done_at = row.done_at or now
        row.confirmed_at, row.confirmed_by = now, user
        row.save(update_fields=["done_at", "confirmed_at", "confirmed_by"])
        tell_activity(IMPROVED, Target.of(row), person=row.sheet.person_id, now=now)


@transaction.atomic
def reopen(*, action: Action, user: Any) -> None:
    """Say that it is not done after all, as long as nobody has confirmed it."""
    row = _locked(action)
    if user.pk != row.sheet.person_id:
        _check_improves(row.sheet, user)
    if row.confirmed_at is None and row.done_at is not None:
        row.done_at = None
        row.save(update_fields=["done_at"])


@transaction.atomic
def remove_action(*, action: Action, user: Any) -> None:
    """Take away what nobody has begun to do."""
    row = _locked(action)
    _check_improves(row.sheet, user)
    if row.done_at is not None:
        raise DoneAlreadyError
    row.delete()


def _locked(action: Action) -> Action:
    rows = Action.objects.select_for_update(of=("self",))
    return rows.select_related("sheet").get(pk=action.pk)


def _check_improves(sheet: Sheet, user: Any) -> None:
    if not may_improve(sheet, user):
        raise PermissionDenied


def _own(sheet: Sheet, user: Any) -> Sheet:
    row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if user.pk != row.person_id:
        raise PermissionDenied
    if not row.is_released or row.second_of_id:
        raise NotReleasedError
    return row


def _said(text: str) -> str:
    if not text.strip():
        raise EmptyError
    return text.strip()
