"""Growth: what each address answers to whom."""

from lms.enums import Role
from plugins.growth.tests.factories import (
    make_assessment,
    make_house,
    make_offer,
    make_plan,
)
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
KEEPERS = only(Role.TRAINER, Role.MANAGER)
READERS = only(Role.MANAGER)
PLAN_STEPS = (
    *("agree", "change", "check-in", "remove", "share", "tick", "claim"),
    *("confirm", "send-back", "finish", "give-up"),
)


def make_objects(place):
    """People whom nobody here is or leads."""
    house = make_house(job=f"职务 {place.category.pk}")
    plan = make_plan(house)
    assessment = make_assessment(house)
    return {
        "person": house.person.pk,
        "skill": house.listening.pk,
        "post": house.post.pk,
        "round": assessment.round_id,
        "assessment": assessment.pk,
        "plan": plan.pk,
        "goal": plan.goals.get().pk,
        "offer": make_offer().pk,
        **{
            word: word
            for word in (
                *("save", "hand-in", "settle", "agree", "disagree", "nothing"),
                *PLAN_STEPS,
            )
        },
    }


def page(name, *args, **options):
    return Row(f"lms_growth:{name}", args, **options)


def kept(name, *args, **options):
    return page(name, *args, **{"allowed": KEEPERS, "gate": KEEPERS, **options})


def read(name, *args, **options):
    return page(name, *args, **{"allowed": READERS, "gate": READERS, **options})


def step(name):
    """Only the two of an assessment take its steps; who sees it is denied."""
    return page("step", "assessment", name, methods=POST, allowed=READERS, refusal=NOT_FOUND)  # fmt: skip


ROWS = [
    page("mine"),
    page("mine", methods=POST, answer=NOT_ALLOWED),
    page("person", "person", allowed=READERS, refusal=NOT_FOUND),
    page("assessment", "assessment", allowed=READERS, refusal=NOT_FOUND),
    page("step", "assessment", "save", answer=NOT_ALLOWED),
    page("step", "assessment", "nothing", methods=POST, answer=NOT_FOUND),
    # Who sees an assessment and is none of the two is denied, or comes too late.
    page("step", "assessment", "save", methods=POST, answer=Outcome.DENIED, allowed=READERS, refusal=NOT_FOUND),
    page("step", "assessment", "hand-in", methods=POST, answer=Outcome.DENIED, allowed=READERS, refusal=NOT_FOUND),
    *(step(name) for name in ("settle", "agree", "disagree")),
    kept("assessor", "assessment", methods=BOTH),
    kept("rounds", methods=BOTH),
    kept("round", "round"),
    kept("close_round", "round", methods=POST),
    kept("close_round", "round", answer=NOT_ALLOWED, gate=frozenset(KEEPERS | {*map(str, Role)}), refusal=NOT_ALLOWED),
    kept("reopen_round", "round", methods=POST),
    kept("reopen_round", "round", answer=NOT_ALLOWED, gate=frozenset(KEEPERS | {*map(str, Role)}), refusal=NOT_ALLOWED),
    kept("skills"),
    kept("new_skill", methods=BOTH),
    kept("skill", "skill", methods=BOTH),
    kept("posts"),
    kept("new_post", methods=BOTH),
    kept("post", "post", methods=BOTH),
    read("matrix"),
    read("analysis"),
    page("plans"),
    page("begin", answer=NOT_ALLOWED),
    page("begin", methods=POST),
    page("close_gap", answer=NOT_ALLOWED),
    page("close_gap", methods=POST, answer=NOT_FOUND),
    # A plan is between the two: not even who sees all levels reads it.
    page("plan", "plan", answer=NOT_FOUND),
    page("new_goal", "plan", methods=BOTH, answer=NOT_FOUND),
    page("goal", "plan", "goal", methods=BOTH, answer=NOT_FOUND),
    page("plan_step", "plan", "agree", answer=NOT_ALLOWED),
    *(page("plan_step", "plan", name, methods=POST, answer=NOT_FOUND) for name in PLAN_STEPS),
    page("offers"),
    page("offers", methods=POST, answer=NOT_ALLOWED),
    read("new_offer", methods=BOTH),
    read("offer", "offer", methods=BOTH),
]  # fmt: skip
