"""How a sitting gets its mark: by its judges, by another one, by the organiser."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from lms.events import tell
from plugins.courses.enums import NoteKind, SheetState, SittingState
from plugins.courses.events import (
    AdjudicationWanted,
    ReviewDone,
    ReviewWanted,
    SittingDecided,
)
from plugins.courses.exceptions import (
    OwnSittingError,
    SecondJudgeError,
    SittingStateError,
    WhyMissingError,
    WrongScoreError,
)
from plugins.courses.models import Sitting
from plugins.courses.services.practicals.pass_rates import watch_pass_rate
from plugins.courses.services.practicals.results import settle
from plugins.courses.services.practicals.scoring import (
    FULL,
    aggregate,
    half_up,
    spread_of,
)
from plugins.courses.services.practicals.sittings import locked_sitting, note, organised


def close_scoring(sitting: Sitting, now: datetime) -> None:
    """Decide a locked sitting as soon as all needed sheets are in; else do nothing.

    Where the judges differ by more than the limit, organisers are asked instead. The
    sheet of another judge who was asked decides.
    """
    sheets = [*sitting.sheets.all()]
    totals = [sheet.total for sheet in sheets if sheet.total is not None]
    if len(totals) < len(sheets):
        return
    deciding = [sheet for sheet in sheets if sheet.is_deciding]
    if deciding:
        score: Decimal | None = deciding[-1].total
    elif spread_of(totals) <= sitting.practical.spread_limit:
        score = aggregate(totals, sitting.practical.aggregation)
    else:
        score = None
    if score is not None:
        _decide(sitting, score, by=None, now=now)
        return
    sitting.state = SittingState.SCORED
    sitting.save()
    saves = sum(sheet.revision for sheet in sheets)
    tell(AdjudicationWanted, sitting, actor=None, now=now, key=f"{sitting.pk}:{saves}")


@transaction.atomic
def decide_sitting(
    *, sitting: Sitting, user: Any, score: Decimal, reason: str, now: datetime
) -> None:
    """Give the mark where the judges differ, with a reason.

    Raises PermissionDenied, OwnSittingError, SecondJudgeError for one of the judges,
    SittingStateError, WrongScoreError and WhyMissingError.
    """
    row = _for_another(sitting, user)
    if row.state != SittingState.SCORED:
        raise SittingStateError
    note(row, NoteKind.DECIDED, user=user, reason=reason, now=now)
    _decide(row, _valid(score), by=user, now=now)


@transaction.atomic
def correct_sitting(
    *, sitting: Sitting, user: Any, score: Decimal, reason: str, now: datetime
) -> None:
    """Give another mark in place of the one that there is, with a reason.

    It answers a review that was asked for. Raises PermissionDenied, OwnSittingError,
    SecondJudgeError for its judges and who decided it, SittingStateError,
    WrongScoreError and WhyMissingError.
    """
    row = _for_reviewer(sitting, user)
    note(row, NoteKind.CORRECTED, user=user, reason=reason, now=now)
    _answer(row, user, now)
    _decide(row, _valid(score), by=user, now=now)


@transaction.atomic
def reply_to(
    *, sitting: Sitting, user: Any, text: str, wants_review: bool, now: datetime
) -> None:
    """Say something to one's own mark, once; and ask for a review by another person.

    Raises OwnSittingError for anybody else, WhyMissingError, and SittingStateError
    before there is a mark and after one has replied.
    """
    row = locked_sitting(sitting)
    if row.candidate_id != user.pk:
        raise OwnSittingError
    if not row.is_over or row.replied_at is not None:
        raise SittingStateError
    if not text.strip():
        raise WhyMissingError
    row.reply, row.replied_at, row.wants_review = text.strip(), now, wants_review
    row.save()
    if wants_review:
        tell(ReviewWanted, row, actor=user.pk, now=now, key=str(row.pk))


@transaction.atomic
def uphold(*, sitting: Sitting, user: Any, reason: str, now: datetime) -> None:
    """Leave the mark as it is after a review, with a reason. Raises as `correct_sitting`."""
    row = _for_reviewer(sitting, user)
    if not row.wants_review or row.reviewed_at is not None:
        raise SittingStateError
    note(row, NoteKind.REVIEWED, user=user, reason=reason, now=now)
    _answer(row, user, now)
    row.save()


def _answer(row: Sitting, user: Any, now: datetime) -> None:
    if row.wants_review and row.reviewed_at is None:
        row.reviewed_at = now
        tell(ReviewDone, row, actor=user.pk, now=now, key=str(row.pk))


def _for_another(sitting: Sitting, user: Any) -> Sitting:
    row = organised(sitting, user)
    if row.sheets.filter(judge=user).exists():
        raise SecondJudgeError
    return row


def _for_reviewer(sitting: Sitting, user: Any) -> Sitting:
    row = _for_another(sitting, user)
    if row.decided_by_id == user.pk and row.wants_review and row.reviewed_at is None:
        raise SecondJudgeError
    if not row.is_over:
        raise SittingStateError
    return row


def _valid(score: Decimal) -> Decimal:
    if not 0 <= score <= FULL:
        raise WrongScoreError
    return half_up(score)


def _decide(sitting: Sitting, score: Decimal, *, by: Any, now: datetime) -> None:
    sitting.score = score
    sitting.is_passed = score >= sitting.practical.pass_mark
    sitting.state, sitting.decided_by = SittingState.DECIDED, by
    sitting.decided_at = sitting.decided_at or now
    sitting.save()
    sitting.sheets.exclude(state=SheetState.LOCKED).update(state=SheetState.LOCKED)
    settle(sitting.practical, sitting.candidate, now)
    key = f"{sitting.pk}:{now.isoformat()}"
    passed = sitting.is_passed
    tell(SittingDecided, sitting, actor=sitting.candidate_id, now=now, key=key, is_passed=passed)  # fmt: skip
    watch_pass_rate(sitting.practical, now)
