"""Who judges a sitting: another one instead, another one more, the same once more."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lms.events import tell
from plugins.courses.enums import NoteKind, SheetState, SittingState
from plugins.courses.events import JudgeAsked, SheetUnlocked
from plugins.courses.exceptions import SecondJudgeError, SittingStateError
from plugins.courses.models import ScoreSheet, Sitting
from plugins.courses.services.practicals.sittings import note, organised, refuse_judge


@transaction.atomic
def replace_judge(
    *, sheet: ScoreSheet, user: Any, judge: Any, reason: str, now: datetime
) -> ScoreSheet:
    """Let somebody else judge in place of one who has not handed in, with a reason.

    What the former judge has begun is dropped. Raises PermissionDenied, OwnSittingError,
    DirectManagerError, SecondJudgeError for who judges it already, WhyMissingError, and
    SittingStateError once the sheet is in.
    """
    row = organised(sheet.sitting, user)
    refuse_judge(judge, row.candidate)
    former = row.sheets.select_for_update().get(pk=sheet.pk)
    if not row.is_ahead or former.is_in:
        raise SittingStateError
    if row.sheets.filter(judge=judge).exists():
        raise SecondJudgeError
    if former.is_deciding and judge.pk == user.pk:
        raise SecondJudgeError
    note(row, NoteKind.OTHER_JUDGE, user=user, reason=reason, now=now)
    is_deciding = former.is_deciding
    former.delete()
    return _ask(row, judge, user, now, is_deciding=is_deciding)


@transaction.atomic
def ask_third_judge(
    *, sitting: Sitting, user: Any, judge: Any, reason: str, now: datetime
) -> ScoreSheet:
    """Ask another judge, who sees no sheet and whose mark then counts.

    Raises PermissionDenied, OwnSittingError, DirectManagerError, SittingStateError,
    WhyMissingError, and SecondJudgeError for who has judged or looked at it.
    """
    row = organised(sitting, user)
    refuse_judge(judge, row.candidate)
    sheets = row.sheets.all()
    if row.state != SittingState.SCORED or sheets.filter(is_deciding=True).exists():
        raise SittingStateError
    if judge.pk == user.pk or sheets.filter(judge=judge).exists():
        raise SecondJudgeError
    note(row, NoteKind.THIRD_JUDGE, user=user, reason=reason, now=now)
    return _ask(row, judge, user, now, is_deciding=True)


@transaction.atomic
def unlock_sheet(*, sheet: ScoreSheet, user: Any, reason: str, now: datetime) -> None:
    """Give a judge a sheet back, with a reason; the others are hidden once more.

    Raises PermissionDenied, OwnSittingError, WhyMissingError, SittingStateError once
    there is a mark or another judge was asked, and SecondJudgeError for one's own.
    """
    row = organised(sheet.sitting, user)
    if sheet.judge_id == user.pk:
        raise SecondJudgeError
    sheet = row.sheets.select_for_update().get(pk=sheet.pk)
    is_waiting = row.state in {SittingState.OPEN, SittingState.SCORED}
    asked = row.sheets.filter(is_deciding=True).exists()
    if not is_waiting or asked or sheet.state != SheetState.SUBMITTED:
        raise SittingStateError
    entry = note(row, NoteKind.UNLOCKED, user=user, reason=reason, now=now)
    sheet.state, sheet.total, sheet.submitted_at = SheetState.DRAFT, None, None
    sheet.save()
    row.state = SittingState.OPEN
    row.save()
    tell(SheetUnlocked, row, actor=user.pk, now=now, key=str(entry.pk), judge=sheet.judge_id)  # fmt: skip


def _ask(
    row: Sitting, judge: Any, user: Any, now: datetime, *, is_deciding: bool
) -> ScoreSheet:
    sheet = ScoreSheet.objects.create(sitting=row, judge=judge, is_deciding=is_deciding)
    tell(JudgeAsked, row, actor=user.pk, now=now, key=str(sheet.pk), judge=judge.pk)
    return sheet
