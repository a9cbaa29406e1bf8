"""Planning sittings: who is judged by whom, on which scene, and when."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max

from lms.events import tell
from plugins.courses.enums import NoteKind, SheetState, SittingState
from plugins.courses.events import SittingMoved, SittingPlanned
from plugins.courses.exceptions import (
    AlreadyPlannedError,
    JudgeConflictError,
    NoAttemptLeftError,
    NoRubricError,
    SittingStateError,
    TooFewJudgesError,
)
from plugins.courses.models import (
    Enrollment,
    Practical,
    Result,
    Scene,
    ScoreSheet,
    Sitting,
)
from plugins.courses.models.sitting import ORGANISE
from plugins.courses.services.practicals.sittings import note, organised, refuse_judge


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One sitting to be: who, when, on what, before whom."""

    candidate: Any
    starts_at: datetime
    scene: Scene
    judges: Sequence[Any]


def may_judge(judge: Any, candidate: Any) -> bool:
    """Tell whether somebody may judge somebody."""
    try:
        refuse_judge(judge, candidate)
    except JudgeConflictError:
        return False
    return True


def distribute(
    candidates: Iterable[Any],
    judges: Sequence[Any],
    *,
    needed: int,
    may: Callable[[Any, Any], bool] = may_judge,
    load: Mapping[int, int] | None = None,
) -> list[list[Any]]:
    """Return the judges of each candidate, so that all judge about as often.

    `load` is how often each judges already. Where there are too few without a conflict,
    a candidate gets those that there are.
    """
    turns = Counter(load or {})
    given = []
    for candidate in candidates:
        free = [judge for judge in judges if may(judge, candidate)]
        chosen = sorted(free, key=lambda judge: turns[judge.pk])[:needed]
        turns.update(judge.pk for judge in chosen)
        given.append(chosen)
    return given


def propose(
    *,
    practical: Practical,
    candidates: Sequence[Any],
    judges: Sequence[Any],
    first: datetime,
    minutes: int,
) -> list[Seat]:
    """Return sittings one after the other, with judges in turn and scenes drawn."""
    scenes = [*practical.scenes.filter(is_on=True)]
    if not scenes:
        raise NoRubricError
    ahead = ScoreSheet.objects.filter(judge__in=judges, state=SheetState.DRAFT)
    load = dict(ahead.values_list("judge").annotate(n=Count("pk")).order_by())
    panels = distribute(candidates, judges, needed=practical.judges_needed, load=load)
    drawn = _draw(practical, candidates, scenes)
    return [
        Seat(
            candidate=candidate,
            starts_at=first + timedelta(minutes=minutes * place),
            scene=scene,
            judges=panel,
        )
        for place, (candidate, scene, panel) in enumerate(
            zip(candidates, drawn, panels, strict=True)
        )
    ]


def _draw(
    practical: Practical, candidates: Sequence[Any], scenes: Sequence[Scene]
) -> list[Scene]:
    """Return a scene for each: one that they had least, then one that others got least."""
    had = Counter(
        practical.sittings.filter(candidate__in=candidates).values_list(
            "candidate", "scene"
        )
    )
    shuffled = SystemRandom().sample(scenes, len(scenes))
    used: Counter[int] = Counter()
    drawn = []
    for person in candidates:
        turns = {each: (had[(person.pk, each.pk)], used[each.pk]) for each in shuffled}
        scene = min(turns, key=turns.__getitem__)
        used[scene.pk] += 1
        drawn.append(scene)
    return drawn


@transaction.atomic
def plan_sittings(
    *, practical: Practical, seats: Sequence[Seat], user: Any, now: datetime
) -> list[Sitting]:
    """Plan all of them, or none; judges and candidates are told.

    Raises PermissionDenied, NoRubricError, TooFewJudgesError, OwnSittingError,
    DirectManagerError, AlreadyPlannedError and NoAttemptLeftError.
    """
    if not user.has_perm(ORGANISE):
        raise PermissionDenied
    locked = Practical.objects.select_for_update().get(pk=practical.pk)
    return [_plan(locked, seat, user, now) for seat in seats]


def _plan(practical: Practical, seat: Seat, user: Any, now: datetime) -> Sitting:
    version = practical.rubric.latest
    if version is None:
        raise NoRubricError
    if len({judge.pk for judge in seat.judges}) < practical.judges_needed:
        raise TooFewJudgesError
    for judge in seat.judges:
        refuse_judge(judge, seat.candidate)
    earlier = practical.sittings.filter(candidate=seat.candidate)
    if earlier.ahead().exists():
        raise AlreadyPlannedError(seat.candidate)
    if not has_attempt_left(practical, seat.candidate):
        raise NoAttemptLeftError(seat.candidate)
    number = (earlier.aggregate(n=Max("number"))["n"] or 0) + 1
    sitting = Sitting.objects.create(
        practical=practical,
        title=practical.title,
        candidate=seat.candidate,
        scene=seat.scene,
        rubric=version,
        number=number,
        starts_at=seat.starts_at,
        planned_by=user,
    )
    ScoreSheet.objects.bulk_create(
        ScoreSheet(sitting=sitting, judge=judge) for judge in seat.judges
    )
    tell(SittingPlanned, sitting, actor=user.pk, now=now, key=str(sitting.pk))
    return sitting


def not_passed(practical: Practical) -> set[int]:
    """Return the keys of those who take the course and have not passed the practical."""
    if practical.course is None:
        return set()
    taking = Enrollment.objects.running().filter(course_key=practical.course.key)
    return {*taking.values_list("person", flat=True)} - passed_by(practical)


def passed_by(practical: Practical) -> set[int]:
    """Return the keys of those who have passed the practical."""
    rows = Result.objects.current().filter(activity_key=practical.key, is_passed=True)
    return {*rows.values_list("person", flat=True)}


@dataclass(frozen=True)
class Choice:
    """Whom to plan; and whom not, because of what is already there."""

    candidates: Sequence[Any]
    planned: Sequence[Any]
    """They have a sitting ahead."""
    used_up: Sequence[Any]
    """They have had all attempts."""
    passed: Sequence[Any]
    """They have passed, and nobody named them one by one."""


def choose(practical: Practical, named: Iterable[Any], others: Iterable[Any]) -> Choice:
    """Return whom of these to plan: others, such as a team, only until they have passed."""
    wanted = [*dict.fromkeys([*named, *others])]
    rows = practical.sittings.filter(candidate__in=wanted)
    ahead = {*rows.ahead().values_list("candidate", flat=True)}
    counted = rows.exclude(state=SittingState.CANCELLED).order_by()
    had = dict(counted.values_list("candidate").annotate(n=Count("pk")))
    over = passed_by(practical) - {each.pk for each in named}
    found: dict[str, list[Any]] = {"candidates": [], "planned": [], "used_up": [], "passed": []}  # fmt: skip
    for each in wanted:
        is_used_up = had.get(each.pk, 0) >= practical.attempts
        why = "planned" if each.pk in ahead else "passed" if each.pk in over else "used_up" if is_used_up else "candidates"  # fmt: skip
        found[why].append(each)
    return Choice(**found)


def has_attempt_left(practical: Practical, candidate: Any) -> bool:
    """Tell whether somebody may sit once more; what was cancelled does not count."""
    had = practical.sittings.filter(candidate=candidate)
    counted = had.exclude(state=SittingState.CANCELLED).count()
    return counted < practical.attempts


@transaction.atomic
def move_sitting(
    *, sitting: Sitting, user: Any, starts_at: datetime, reason: str, now: datetime
) -> None:
    """Put it at another time, with a reason; candidate and judges are told.

    Raises PermissionDenied, OwnSittingError, WhyMissingError, and SittingStateError as
    soon as somebody has handed in a sheet.
    """
    row = _untouched(sitting, user)
    entry = note(row, NoteKind.MOVED, user=user, reason=reason, now=now)
    row.starts_at = starts_at
    row.save()
    tell(SittingMoved, row, actor=user.pk, now=now, key=str(entry.pk), is_cancelled=False)  # fmt: skip


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, user: Any, reason: str, now: datetime) -> None:
    """Call it off, with a reason; it counts as no attempt. Raises as `move_sitting`."""
    row = _untouched(sitting, user)
    entry = note(row, NoteKind.CANCELLED, user=user, reason=reason, now=now)
    row.state = SittingState.CANCELLED
    row.save()
    tell(SittingMoved, row, actor=user.pk, now=now, key=str(entry.pk), is_cancelled=True)  # fmt: skip


def _untouched(sitting: Sitting, user: Any) -> Sitting:
    row = organised(sitting, user)
    is_begun = row.sheets.exclude(state=SheetState.DRAFT).exists()
    if row.state not in {SittingState.PLANNED, SittingState.OPEN} or is_begun:
        raise SittingStateError
    return row
