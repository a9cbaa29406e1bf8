"""Mentoring: what each address answers to whom."""

from lms.enums import Role
from plugins.mentoring.tests.factories import (
    make_mentor,
    make_observation,
    make_pair,
    make_review,
)
from tests.permissions.rows_feedback import admin_row
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
NOBODY = frozenset()
KEEPERS = only(Role.TRAINER, Role.MANAGER)
STEPS = (
    *("observe", "reply", "review", "comment", "serve", "plan", "tick", "untick"),
    *("remove", "away", "back", "pass", "end", "hand-over", "nothing"),
)
OBSERVED = {"seen_on": "2026-05-20", "behaviors": "先复述", "advice": "再给方案"}
REVIEWED = {
    "day": "2026-05-20",
    "attitude": 3,
    "skill": 2,
    "communication": 1,
    "improvement": "少说“但是”",
}
AWAY = {
    "side": "mentor",
    "first_day": "2026-05-20",
    "last_day": "2026-05-22",
    "reason": "年假",
}
SERVED = {"score": 4, "strengths": "不打断", "improvements": "早一点转"}


def make_objects(place):
    """A pair of two whom nobody here is."""
    pair = make_pair()
    make_observation(pair)
    make_review(pair)
    return {
        "pair": pair.pk,
        "passing": make_pair().pk,
        "mentor": make_mentor().pk,
        **{word: word for word in STEPS},
    }


def page(name, *args, **options):
    return Row(f"lms_mentoring:{name}", args, **options)


def kept(name, *args, **options):
    """Trainers and managers alone."""
    return page(name, *args, **{"allowed": KEEPERS, "gate": KEEPERS, **options})


def step(name, *, of="pair", **options):
    """Whoever does not see the pair does not find it."""
    shown = {"allowed": KEEPERS, "refusal": NOT_FOUND, "methods": POST}
    return page("step", of, name, **{**shown, **options})


def admin(name, args=(), **options):
    options = {"allowed": KEEPERS, **options}
    return admin_row("lms_mentoring_mentors", name, args, **options)


ONE = ["mentor"]
ROWS = [
    page("mine"),
    page("mine", methods=POST, answer=NOT_ALLOWED),
    page("offer", methods=BOTH),
    kept("pairs"),
    page("pairs", methods=POST, answer=NOT_ALLOWED),
    kept("mentors"),
    kept("new", methods=BOTH),
    kept("change", "pair", methods=BOTH),
    page("pair", "pair", allowed=KEEPERS, refusal=NOT_FOUND),
    page("step", "pair", "pass", answer=NOT_ALLOWED),
    # What only one of the two may write.
    *(
        step(name, data=data, answer=DENIED)
        for name, data in (
            ("observe", OBSERVED),
            ("review", REVIEWED),
            ("serve", SERVED),
        )
    ),
    *(step(name, answer=NOT_FOUND) for name in ("reply", "comment", "tick", "untick", "remove", "back", "nothing")),
    step("plan", data={"text": "对练两次"}),
    step("away", data=AWAY),
    step("hand-over"),
    step("end"),
    step("pass", of="passing"),
    admin("index"),
    admin("index_results"),
    admin("add", methods=("GET",)),
    admin("edit", ONE, methods=("GET",)),
    admin("delete", ONE, methods=("GET",), allowed=only()),
    admin("history", ONE),
    admin("history_results", ONE),
    admin("usage", ONE),
]  # fmt: skip
