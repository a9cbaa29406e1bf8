"""Judges score by themselves: nobody sees another's sheet before all are in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from plugins.contests.enums import ContestState, RoundKind, RoundState
from plugins.contests.exceptions import (
    AllInError,
    HandedInError,
    StillWritingError,
    UnmarkedError,
    WrongMarkError,
)
from plugins.contests.models import Criterion, Round, ScoreSheet, Standing
from plugins.contests.services.gates import locked_round
from plugins.contests.services.ranking import weighted
from plugins.contests.services.rounds import (
    expected,
    may_judge,
    standings_of,
    with_all,
)

Marks = Sequence[Decimal | None]


@dataclass(frozen=True)
class Task:
    """An entry that a judge scores, and the own sheet of it."""

    standing: Standing
    sheet: ScoreSheet | None

    @property
    def is_done(self) -> bool:
        """Whether the sheet is in."""
        return self.sheet is not None and self.sheet.is_in


def has_proposal(standing: Standing) -> bool:
    """Tell whether the entrant has written one: load `proposal`."""
    return hasattr(standing, "proposal")


def to_score(row: Round, standing: Standing) -> bool:
    """Tell whether there is anything of an entry to score."""
    is_there = row.kind != RoundKind.PROPOSAL or has_proposal(standing)
    return is_there and not standing.is_absent


def tasks_of(row: Round, judge: Any) -> list[Task]:
    """Return what a judge scores in a round; entries that are too close are left out."""
    return [
        Task(each, next((s for s in each.sheets.all() if s.judge_id == judge.pk), None))
        for each in standings_of(row)
        if may_judge(judge, each.entry) and to_score(row, each)
    ]


def open_rounds_of(judge: Any, now: datetime) -> list[Round]:
    """Return the rounds that somebody judges now."""
    rows = Round.objects.filter(
        judges=judge, state=RoundState.RUNNING, contest__state=ContestState.RUNNING
    )
    today = localdate(now)
    return [row for row in with_all(rows) if not row.takes_proposals_on(today)]  # fmt: skip


def missing_of(row: Round, standings: Sequence[Standing]) -> int:
    """Return how many sheets, or marks, of a round are still to come."""
    if not row.is_judged:
        return sum(each.mark is None and not each.is_absent for each in standings)
    wanted = expected(row, standings)
    open_of = {
        each.pk: wanted[each.pk] - {s.judge_id for s in each.sheets.all() if s.is_in}
        for each in standings
        if to_score(row, each)
    }
    # An entry that nobody of the jury may judge misses one, too.
    return sum(len(judges) or not wanted[key] for key, judges in open_of.items())


@transaction.atomic
def save_sheet(
    *,
    standing: Standing,
    user: Any,
    marks: Marks,
    comment: str,
    now: datetime,
    hands_in: bool = False,
) -> ScoreSheet:
    """Keep what a judge gives an entry; hand it in when that is wanted and it is whole.

    Raises PermissionDenied for who does not judge it, WrongStateError,
    StillWritingError, HandedInError, WrongMarkError.
    """
    row = _open(standing, user, now)
    if len(marks) != len(row.criteria) or any(not _is_mark(mark) for mark in marks):
        raise WrongMarkError
    sheet, _is_new = ScoreSheet.objects.get_or_create(standing=standing, judge=user)
    if sheet.is_in:
        raise HandedInError
    sheet.marks = [None if mark is None else str(mark) for mark in marks]
    sheet.comment = comment
    is_whole = all(mark is not None for mark in marks)
    if hands_in and is_whole:
        sheet.score, sheet.handed_in_at = score_of(row.parts, marks), now
    sheet.save()
    return sheet


def hand_in(
    *, standing: Standing, user: Any, marks: Marks, comment: str, now: datetime
) -> ScoreSheet:
    """Hand a sheet in; what is missing is said, and what was written is kept."""
    sheet = save_sheet(
        standing=standing,
        user=user,
        marks=marks,
        comment=comment,
        now=now,
        hands_in=True,
    )
    if not sheet.is_in:
        raise UnmarkedError
    return sheet


def _open(standing: Standing, user: Any, now: datetime) -> Round:
    row = locked_round(standing.round, RoundState.RUNNING)
    found = Standing.objects.with_people().select_related("proposal").get(pk=standing.pk)  # fmt: skip
    is_judge = row.is_judged and row.judges.filter(pk=user.pk).exists()
    if not is_judge or not may_judge(user, found.entry):
        raise PermissionDenied
    if row.takes_proposals_on(localdate(now)):
        raise StillWritingError
    if not to_score(row, found):
        raise PermissionDenied
    return row


def _is_mark(mark: Decimal | None) -> bool:
    return mark is None or 0 <= mark <= 100  # noqa: PLR2004 (of 100)


def score_of(criteria: Sequence[Criterion], marks: Marks) -> Decimal:
    """Return what marks come to by the weights of their criteria."""
    pairs = zip(criteria, marks, strict=True)
    return weighted([(each.weight, mark or Decimal(0)) for each, mark in pairs])


@transaction.atomic
def take_back(*, standing: Standing, user: Any, now: datetime) -> ScoreSheet:
    """Go on with a sheet that was handed in, as long as the others are not all in."""
    row = _open(standing, user, now)
    sheet = ScoreSheet.objects.filter(standing=standing, judge=user).first()
    if sheet is None:
        raise PermissionDenied
    if not sheet.is_in:
        return sheet
    if not missing_of(row, standings_of(row)):
        raise AllInError
    sheet.score = sheet.handed_in_at = None
    sheet.save(update_fields=["score", "handed_in_at"])
    return sheet
