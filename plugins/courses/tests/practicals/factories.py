"""Practicals in each state, made without the way there."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from plugins.courses.enums import SheetState, SittingState
from plugins.courses.models import (
    Criterion,
    Practical,
    Result,
    Rubric,
    Scene,
    ScoreSheet,
    Sitting,
)
from plugins.courses.services.practicals.planning import Seat, plan_sittings
from plugins.courses.services.practicals.results import settle
from plugins.courses.services.practicals.rubrics import write_rubric
from plugins.courses.services.practicals.scoring import aggregate
from plugins.courses.services.practicals.sheets import Scores, submit_sheet
from tests.factories.people import UserFactory

_numbers = count(1)
CRITERIA = [
    Criterion("礼仪", 30, 5, {"1": "不问好", "3": "问好、致谢", "5": "全程从容有礼"}),
    Criterion("流程", 40, 5, {"1": "漏掉核实", "3": "步骤齐全", "5": "步骤齐全且讲明原因"}),
    Criterion("应变", 30, 5, {"1": "照本宣科", "3": "能换说法", "5": "主动给出两条出路"}),
]  # fmt: skip
FIVES = {"0": 5, "1": 5, "2": 5}
FOURS = {"0": 4, "1": 4, "2": 4}
ONES = {"0": 1, "1": 1, "2": 1}


def make_rubric(criteria=CRITERIA, **fields):
    """Return a rubric with one version."""
    rubric = Rubric(**{"title": f"评分表{next(_numbers)}", **fields})
    write_rubric(rubric=rubric, criteria=criteria, user=None, now=timezone.now())
    return rubric


def make_scene(**fields):
    """Return a scene with a role card and a recording of three lines."""
    values = {
        "title": f"情景{next(_numbers)}",
        "situation": "顾客要求退款，已过七天。",
        "role_card": "你已经打过两次电话。",
        "expected": "先道歉\n给出时限",
        "forbidden": "不要说这是规定",
        "dialogue": "顾客：我要退款。\n客服：这是规定。\n顾客：什么规定？",
        **fields,
    }
    return Scene.objects.create(**values)


def make_practical(*, scenes=1, **fields):
    """Return a practical on some scenes."""
    values = {"title": f"实操{next(_numbers)}", **fields}
    rubric = values.pop("rubric", None) or make_rubric()
    practical = Practical.objects.create(rubric=rubric, **values)
    practical.scenes.set([make_scene() for _each in range(scenes)])
    return practical


def make_sitting(practical=None, *, judges=None, candidate=None, **fields):
    """Return a sitting with a sheet of each judge, of today unless told otherwise."""
    practical = practical or make_practical()
    if judges is None:
        judges = [UserFactory() for _each in range(practical.judges_needed)]
    candidate = candidate or UserFactory()
    number = practical.sittings.filter(candidate=candidate).count() + 1
    values = {"number": number, "starts_at": timezone.now(), **fields}
    sitting = Sitting.objects.create(
        practical=practical,
        title=practical.title,
        candidate=candidate,
        scene=values.pop("scene", None) or practical.scenes.first(),
        rubric=practical.rubric.latest,
        **values,
    )
    for judge in judges:
        ScoreSheet.objects.create(sitting=sitting, judge=judge)
    return sitting


def make_decided(practical=None, *, totals=("70", "80"), **fields):
    """Return a sitting with a mark, its sheets and its result."""
    sitting = make_sitting(practical, **fields)
    now = timezone.now() - timedelta(minutes=1)
    decimals = [Decimal(each) for each in totals]
    for sheet, total in zip(sitting.sheets.all(), decimals, strict=True):
        sheet.marks = {str(place): 4 for place in range(len(CRITERIA))}
        sheet.comments = {"1": "核实得很仔细"}
        sheet.comment = "再放慢一点"
        sheet.state, sheet.total, sheet.submitted_at = SheetState.LOCKED, total, now
        sheet.save()
    sitting.score = aggregate(decimals, sitting.practical.aggregation)
    sitting.is_passed = sitting.score >= sitting.practical.pass_mark
    sitting.state, sitting.decided_at = SittingState.DECIDED, now
    sitting.scene_told = sitting.scene.told
    sitting.save()
    settle(sitting.practical, sitting.candidate, now)
    return Sitting.objects.get(pk=sitting.pk)


def make_result(person, course, score, *, kind="exam", activity=None, **fields):
    """Return a result of somebody in a course, as an exam would give it."""
    number = next(_numbers)
    return Result.objects.create(
        key=f"made:{number}",
        person=person,
        kind=kind,
        activity_key=activity or course.key,
        title="笔试",
        course_key=course.key,
        score=Decimal(score),
        is_passed=Decimal(score) >= 60,
        decided_at=timezone.now(),
        **fields,
    )


def hand_in(sitting, *marks, sheets=None):
    """Let the judges hand in their sheets, each with the marks at its place."""
    for sheet, given in zip(sheets or sitting.sheets.all(), marks, strict=False):
        submit_sheet(
            sheet=sheet,
            user=sheet.judge,
            revision=sheet.revision,
            scores=Scores(marks=given),
            now=timezone.now(),
        )
    sitting.refresh_from_db()
    return sitting


def seat(practical, candidate, judges, **fields):
    values = {"starts_at": timezone.now(), "scene": practical.scenes.first(), **fields}
    return Seat(candidate=candidate, judges=judges, **values)


def plan(practical, user, *seats):
    return plan_sittings(practical=practical, seats=seats, user=user, now=timezone.now())  # fmt: skip
