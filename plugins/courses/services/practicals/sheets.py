"""Score sheets: saved while one writes, handed in once, seen by others when all are in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target
from lms.events.host import tell_activity
from plugins.courses.enums import SheetState, SittingState
from plugins.courses.events import JUDGED
from plugins.courses.exceptions import (
    SittingStateError,
    StaleSheetError,
    TooEarlyError,
    UnfinishedSheetError,
    WrongScoreError,
)
from plugins.courses.models import Criterion, ScoreSheet, Sitting
from plugins.courses.models.sitting import LONGEST_COMMENT, ORGANISE, REPORT
from plugins.courses.services.practicals.deciding import close_scoring
from plugins.courses.services.practicals.scoring import total_of
from plugins.courses.services.practicals.sittings import locked_sitting


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What a judge has written."""

    marks: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""


@transaction.atomic
def save_sheet(
    *, sheet: ScoreSheet, user: Any, revision: int, scores: Scores, now: datetime
) -> ScoreSheet:
    """Keep a draft; `revision` is that of the sheet on which it builds.

    Raises PermissionDenied for all but its judge, SittingStateError once it was handed
    in, TooEarlyError, WrongScoreError, and StaleSheetError where another window was
    quicker.
    """
    sitting = locked_sitting(sheet.sitting)
    return _save(sitting, sheet, user, revision, scores, now)


@transaction.atomic
def submit_sheet(
    *, sheet: ScoreSheet, user: Any, revision: int, scores: Scores, now: datetime
) -> ScoreSheet:
    """Hand it in; the last one that is needed gives the mark, or asks for a decision.

    Raises as `save_sheet`, and UnfinishedSheetError where a criterion has no points.
    """
    sitting = locked_sitting(sheet.sitting)
    row = _save(sitting, sheet, user, revision, scores, now)
    criteria = sitting.rubric.parts
    if names := _without_points(criteria, row.marks):
        raise UnfinishedSheetError(names)
    row.total = total_of(criteria, row.marks)
    row.state, row.submitted_at = SheetState.SUBMITTED, now
    row.save()
    tell_activity(JUDGED, Target.of(sitting), person=row.judge_id, now=now)
    close_scoring(sitting, now)
    row.refresh_from_db()
    return row


def shown_sheets(sitting: Sitting, user: Any) -> Sequence[ScoreSheet]:
    """Return the sheets whose marks somebody may see now; the one rule of blindness.

    A judge has the own one. All are seen by organisers when all that are needed are in,
    by everybody concerned when there is a mark.
    """
    sheets = [*sitting.sheets.select_related("judge")]
    is_candidate = sitting.candidate_id == user.pk
    is_judge = any(sheet.judge_id == user.pk for sheet in sheets)
    if sitting.is_over:
        concerns = is_candidate or is_judge
        may = concerns or user.has_perm(ORGANISE) or user.has_perm(REPORT)
        return sheets if may else []
    are_in = all(sheet.is_in for sheet in sheets if not sheet.is_deciding)
    if (
        sitting.state == SittingState.SCORED
        and are_in
        and user.has_perm(ORGANISE)
        and not (is_candidate or is_judge)
    ):
        return [sheet for sheet in sheets if sheet.is_in]
    return [sheet for sheet in sheets if sheet.judge_id == user.pk and not is_candidate]


def _save(
    sitting: Sitting,
    sheet: ScoreSheet,
    user: Any,
    revision: int,
    scores: Scores,
    now: datetime,
) -> ScoreSheet:
    row = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    if row.judge_id != user.pk:
        raise PermissionDenied
    if row.state != SheetState.DRAFT or not sitting.is_ahead:
        raise SittingStateError
    if localdate(now) < localdate(sitting.starts_at):
        raise TooEarlyError
    if row.revision != revision:
        raise StaleSheetError
    _take(row, sitting, scores)
    row.revision += 1
    row.save()
    if sitting.state == SittingState.PLANNED:
        sitting.state, sitting.scene_told = SittingState.OPEN, sitting.scene.told
        sitting.save()
    return row


def _take(row: ScoreSheet, sitting: Sitting, scores: Scores) -> None:
    criteria = sitting.rubric.parts
    known = {str(place): each.points for place, each in enumerate(criteria)}
    for place, points in scores.marks.items():
        if place not in known or not 1 <= points <= known[place]:
            raise WrongScoreError
    numbers = {str(turn.number) for turn in sitting.played.turns}
    row.marks = dict(scores.marks)
    row.comments = _texts(scores.comments, {*known})
    row.lines = _texts(scores.lines, numbers)
    row.comment = scores.comment.strip()[:LONGEST_COMMENT]


def _texts(sent: Mapping[str, str], known: set[str]) -> dict[str, str]:
    return {
        key: text.strip()[:LONGEST_COMMENT]
        for key, text in sent.items()
        if key in known and text.strip()
    }


def _without_points(
    criteria: Sequence[Criterion], marks: Mapping[str, int]
) -> list[str]:
    return [c.name for place, c in enumerate(criteria) if str(place) not in marks]
