"""Practicals: what each address answers to whom."""

from lms.enums import Role
from plugins.courses.models import Enrollment
from plugins.courses.tests.factories import make_course
from plugins.courses.tests.practicals.factories import (
    make_decided,
    make_practical,
    make_rubric,
    make_scene,
    make_sitting,
)
from tests.permissions.rows_feedback import admin_row
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
NOBODY = frozenset()
TRAINERS = only(Role.TRAINER)
REPORTERS = TRAINERS | only(Role.MANAGER)


def make_objects(place):
    """Sittings of people whom nobody here is."""
    planned, decided = make_sitting(), make_decided()
    return {
        "planned": planned.pk,
        "decided": decided.pk,
        "sheet": planned.sheets.first().pk,
        "handed_in": decided.sheets.first().pk,
        "scene": make_scene().pk,
        "rubric": make_rubric().pk,
        "practical": make_practical().pk,
        "course": make_course().pk,
        "missing": Enrollment.objects.count() + 10**6,
        **{word: word for word in STEPS},
    }


STEPS = (
    *("move", "cancel", "unlock", "third-judge", "decide", "correct", "uphold"),
    *("reply", "nothing", "replace"),
)


def page(name, *args, **options):
    return Row(f"lms_courses:practical_{name}", args, **options)


def others(name, *args, **options):
    """What belongs to somebody else is not there."""
    return page(name, *args, allowed=NOBODY, refusal=NOT_FOUND, answer=NOT_FOUND, **options)  # fmt: skip


def step(sitting, name, allowed):
    """Whoever may see the sitting is told why the step is not taken; others find none."""
    return page("step", sitting, name, methods=POST, allowed=allowed, refusal=NOT_FOUND)


def admin(name, key):
    space, one = f"lms_courses_{name}", {"args": [key]}
    return [
        admin_row(space, "index", allowed=TRAINERS),
        admin_row(space, "index_results", allowed=TRAINERS),
        admin_row(space, "add", allowed=TRAINERS, methods=("GET",)),
        admin_row(space, "edit", allowed=TRAINERS, methods=("GET",), **one),
        admin_row(space, "delete", allowed=NOBODY, methods=BOTH, **one),
        admin_row(space, "history", allowed=TRAINERS, **one),
        admin_row(space, "history_results", allowed=TRAINERS, **one),
        admin_row(space, "usage", allowed=TRAINERS, **one),
    ]


ROWS = [
    *(page(name) for name in ("mine", "desk")),
    *(page(name, allowed=TRAINERS) for name in ("board", "plan", "scenes")),
    page("plan", methods=POST, allowed=TRAINERS),
    page("scene", "scene", allowed=TRAINERS),
    page("report", allowed=REPORTERS),
    page("standing", "practical", allowed=REPORTERS),
    page("marks", "course", allowed=REPORTERS),
    page("marks", "course", methods=POST, allowed=TRAINERS),
    page("sitting", "planned", allowed=TRAINERS, refusal=NOT_FOUND),
    page("sitting", "decided", allowed=REPORTERS, refusal=NOT_FOUND),
    others("sheet", "sheet"),
    others("sheet", "sheet", methods=POST, data={"save": "", "mark-0": "5"}),
    others("sheet", "handed_in"),
    page("step", "planned", "nothing", methods=POST, answer=NOT_FOUND, refusal=NOT_FOUND),
    page("step", "planned", "move", answer=NOT_ALLOWED),
    *(step("planned", name, TRAINERS) for name in ("cancel", "decide", "reply")),
    *(step("planned", name, TRAINERS) for name in ("move", "third-judge")),
    page("step", "planned", "unlock", methods=POST, data={"reason": "x"}, answer=NOT_FOUND, refusal=NOT_FOUND),
    page("step", "planned", "replace", methods=POST, data={"reason": "x"}, answer=NOT_FOUND, refusal=NOT_FOUND),
    *admin("rubrics", "rubric"),
    *admin("scenes", "scene"),
    *admin("practicals", "practical"),
]  # fmt: skip
