"""The practicals of the demo, with sittings in all states.

Rows are written as they would be at the end of their way: nobody is told of what never
happened, and nobody is credited for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils.timezone import localtime

from knowledge_base.models import Faq, Script
from plugins.courses.enums import ActivityKind, NoteKind, SheetState, SittingState
from plugins.courses.models import (
    CoursePage,
    Criterion,
    Practical,
    Result,
    Rubric,
    Scene,
    ScoreSheet,
    Sitting,
    SittingNote,
)
from plugins.courses.services.practicals.rubrics import write_rubric
from plugins.courses.services.practicals.scoring import aggregate, total_of

FILE = Path(__file__).parents[2] / "demo" / "practicals.yaml"
ORGANISER = "trainer"
MOST_LINKS, HOUR = 2, 10
_TEXTS = ("title", "kind", "channel", "emotion", "difficulty", "situation")
_HIDDEN = ("role_card", "expected", "forbidden", "dialogue")
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class _World:
    """Who and what is there, by name."""

    people: Mapping[str, Any]
    scenes: Mapping[str, Scene]
    practicals: Mapping[str, Practical]
    now: datetime


def add_demo_practicals(now: datetime) -> str:
    """Add practicals where there are none, and say in a line what was added."""
    if Practical.objects.exists():
        return ""
    told = yaml.safe_load(FILE.read_text("utf-8"))
    rubrics = {
        name: _add_rubric(row, now - timedelta(days=40))
        for name, row in told["rubrics"].items()
    }
    scenes = {name: _add_scene(row) for name, row in told["scenes"].items()}
    practicals = {
        name: _add_practical(row, rubrics[row["rubric"]], scenes)
        for name, row in told["practicals"].items()
    }
    users = get_user_model()._default_manager.all()
    people = {person.get_username(): person for person in users}
    world = _World(people, scenes, practicals, now)
    made = [row for row in told["sittings"] if _add_sitting(row, world)]
    return f"Practicals: {len(practicals)}, scenes: {len(scenes)}, sittings: {len(made)} added"


def _add_rubric(row: _Row, now: datetime) -> Rubric:
    rubric = Rubric(title=row["title"])
    criteria = [Criterion(**each) for each in row["criteria"]]
    write_rubric(rubric=rubric, criteria=criteria, user=None, now=now)
    return rubric


def _add_scene(row: _Row) -> Scene:
    scene = Scene.objects.create(
        **{name: row[name] for name in _TEXTS if name in row},
        **{name: row.get(name, "").strip() for name in _HIDDEN},
    )
    if row.get("scripts"):
        scene.scripts.set(Script.objects.filter(live=True).order_by("pk")[:MOST_LINKS])
    if row.get("faq"):
        scene.faq_entries.set(Faq.objects.filter(live=True).order_by("pk")[:MOST_LINKS])
    return scene


def _add_practical(row: _Row, rubric: Rubric, scenes: Mapping[str, Scene]) -> Practical:
    courses = CoursePage.objects.live().order_by("path")
    course = courses.filter(area="communication").first() or courses.first()
    practical = Practical.objects.create(
        title=row["title"],
        rubric=rubric,
        course=None if row.get("alone") else course,
        judges_needed=row["judges"],
        passes_needed=row["passes"],
        attempts=row["attempts"],
        aggregation=row.get("aggregation", "mean"),
        shows_judges=True,
    )
    practical.scenes.set([scenes[name] for name in row["scenes"]])
    return practical


def _add_sitting(row: _Row, world: _World) -> bool:
    """Add one, unless somebody of it is missing; tell whether it was added."""
    names = [row["who"], ORGANISER, *row["judges"]]
    if any(name not in world.people for name in names):
        return False
    practical = world.practicals[row["practical"]]
    candidate = world.people[row["who"]]
    version = practical.rubric.latest
    if version is None:
        return False
    day = localtime(world.now) + timedelta(days=row["days"])
    sitting = Sitting.objects.create(
        practical=practical,
        title=practical.title,
        candidate=candidate,
        scene=world.scenes[row["scene"]],
        rubric=version,
        number=practical.sittings.filter(candidate=candidate).count() + 1,
        starts_at=day.replace(hour=HOUR, minute=0, second=0, microsecond=0),
        planned_by=world.people[ORGANISER],
    )
    totals = [_add_sheet(sitting, row, name, world) for name in row["judges"]]
    if "cancelled" in row:
        sitting.state = SittingState.CANCELLED
        _note(sitting, NoteKind.CANCELLED, row["cancelled"], world)
    elif row.get("open"):
        sitting.state = SittingState.OPEN
    elif row.get("differ"):
        sitting.state = SittingState.SCORED
    elif None not in totals:
        _decide(sitting, [each for each in totals if each is not None], row, world)
    if sitting.state not in {SittingState.PLANNED, SittingState.CANCELLED}:
        sitting.scene_told = sitting.scene.told
    sitting.save()
    return True


def _add_sheet(sitting: Sitting, row: _Row, name: str, world: _World) -> Decimal | None:
    points = row["judges"][name]
    criteria = sitting.rubric.parts
    marks = {str(place): each for place, each in enumerate(points)}
    is_whole = len(points) == len(criteria)
    is_first = is_whole and name == next(iter(row["judges"]))
    is_over = is_whole and not row.get("open") and not row.get("differ")
    state = SheetState.SUBMITTED if is_whole else SheetState.DRAFT
    total = total_of(criteria, marks) if is_whole else None
    ScoreSheet.objects.create(
        sitting=sitting,
        judge=world.people[name],
        state=SheetState.LOCKED if is_over else state,
        marks=marks,
        comment=row.get("said", "") if is_first else "",
        lines=row.get("lines", {}) if is_first else {},
        revision=1 if points else 0,
        total=total,
        submitted_at=sitting.starts_at + timedelta(minutes=40) if is_whole else None,
    )
    return total


def _decide(sitting: Sitting, totals: list[Decimal], row: _Row, world: _World) -> None:
    practical = sitting.practical
    score = aggregate(totals, practical.aggregation)
    sitting.state = SittingState.DECIDED
    sitting.decided_at = sitting.starts_at + timedelta(hours=1)
    sitting.result = _add_result(sitting, score, 1, None)
    if "corrected" in row:
        score = Decimal(row["corrected"])
        _note(sitting, NoteKind.CORRECTED, "第三项的分数抄错了一位，已与评委核对。", world)  # fmt: skip
        sitting.result = _add_result(sitting, score, 2, sitting.result)
    sitting.score, sitting.is_passed = score, score >= practical.pass_mark
    if "reply" in row:
        sitting.reply = row["reply"]
        sitting.replied_at = sitting.decided_at + timedelta(hours=3)
        sitting.wants_review = row["review"]


def _add_result(
    sitting: Sitting, score: Decimal, turn: int, replaces: Result | None
) -> Result:
    practical = sitting.practical
    earlier = practical.sittings.filter(candidate=sitting.candidate, is_passed=True)
    is_passed = score >= practical.pass_mark
    return Result.objects.create(
        key=f"sitting:{sitting.key}:{turn}",
        person=sitting.candidate,
        kind=ActivityKind.PRACTICAL,
        activity_key=practical.key,
        title=practical.title,
        course_key=practical.course.key if practical.course else None,
        score=score,
        is_passed=is_passed and earlier.count() + 1 >= practical.passes_needed,
        decided_at=sitting.starts_at + timedelta(hours=turn),
        replaces=replaces,
    )


def _note(sitting: Sitting, kind: NoteKind, reason: str, world: _World) -> None:
    SittingNote.objects.create(
        sitting=sitting,
        kind=kind,
        reason=reason,
        by=world.people[ORGANISER],
        at=world.now - timedelta(hours=2),
    )
