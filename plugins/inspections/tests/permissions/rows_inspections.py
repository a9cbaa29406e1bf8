"""Inspections: what each address answers to whom."""

from lms.enums import Role
from plugins.inspections.tests.factories import (
    make_form,
    make_person,
    make_plan,
    make_sheet,
)
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
KEEPERS = only(Role.TRAINER, Role.MANAGER)
STEPS = (
    *(
        "acknowledge",
        "object",
        "decide",
        "release",
        "return",
        "redraw",
        "assign",
        "second",
    ),
    *("act", "finish", "confirm", "reopen", "remove"),
)


def make_objects(place):
    """A plan and sheets of people whom nobody here is."""
    plan = make_plan()
    form = make_form()
    return {
        "plan": plan.pk,
        "drawing": make_plan().pk,
        "form": form.pk,
        "person": make_person().pk,
        "sheet": make_sheet(plan, score="80").pk,
        "submitted": make_sheet(plan, score="80", state="submitted").pk,
        "returned": make_sheet(plan, score="80", state="submitted").pk,
        **{word: word for word in (*STEPS, "draw", "close", "nothing")},
    }


def page(name, *args, **options):
    return Row(f"lms_inspections:{name}", args, **options)


def kept(name, *args, **options):
    """Those who keep plans alone."""
    return page(name, *args, **{"allowed": KEEPERS, "gate": KEEPERS, **options})


def step(name, *, of="sheet", **options):
    """Whoever does not see the sheet does not find it."""
    shown = {"allowed": KEEPERS, "refusal": NOT_FOUND, "methods": POST}
    return page("step", of, name, **{**shown, **options})


ROWS = [
    page("mine"),
    page("mine", methods=POST, answer=NOT_ALLOWED),
    page("sheet", "sheet", allowed=KEEPERS, refusal=NOT_FOUND),
    page("sheet", "submitted", allowed=KEEPERS, refusal=NOT_FOUND),
    page("weigh", "sheet", allowed=KEEPERS, refusal=NOT_FOUND),
    page("weigh", "sheet", methods=POST, answer=NOT_ALLOWED),
    # Only its inspector fills a sheet in.
    page("fill", "sheet", methods=BOTH, answer=NOT_FOUND),
    page("step", "sheet", "release", answer=NOT_ALLOWED),
    *(step(name, answer=DENIED) for name in ("acknowledge", "object")),
    *(step(name, answer=NOT_FOUND) for name in ("decide", "redraw", "finish", "confirm", "reopen", "remove", "nothing")),
    *(step(name) for name in ("assign", "second", "act")),
    step("return", of="submitted"),
    step("release", of="returned"),
    kept("plans"),
    kept("new_plan", methods=BOTH),
    kept("plan", "plan"),
    kept("change_plan", "plan", methods=BOTH),
    kept("plan_step", "drawing", "draw", methods=POST),
    kept("plan_step", "drawing", "release", methods=POST),
    kept("plan_step", "drawing", "close", methods=POST),
    kept("plan_step", "drawing", "remove", methods=POST),
    kept("plan_step", "drawing", "nothing", methods=POST, answer=NOT_FOUND),
    kept("plan_step", "drawing", "draw", answer=NOT_ALLOWED, gate=frozenset(KEEPERS | {*map(str, Role)}), refusal=NOT_ALLOWED),
    kept("objections"),
    kept("forms"),
    kept("new_form", methods=BOTH),
    kept("form", "form", methods=BOTH),
    kept("copy_form", "form", methods=POST),
    kept("figures"),
    kept("person", "person"),
    kept("indicators"),
    kept("write", methods=BOTH),
    kept("take_in", methods=BOTH),
    kept("define", methods=("GET",)),
]  # fmt: skip
