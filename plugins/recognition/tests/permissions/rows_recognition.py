"""Recognition: what each address answers to whom."""

from lms.enums import Role
from plugins.recognition.services.streaks import month_before
from plugins.recognition.tests.factories import (
    MAY,
    make_candidate,
    make_month,
    make_praise,
    make_star,
    make_thanks,
)
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
CONFIRMERS = only(Role.TRAINER, Role.MANAGER)
DECIDERS = only(Role.MANAGER)
STEPS = ("withdraw", "confirm", "decline", "hide", "show", "agree", "nothing")
MONTH_STEPS = ("count", "decide", "team", "take-back", "announce", "close", "nothing")


def make_objects(place):
    """What two whom nobody here is have written, and a month that is counted."""
    first = MAY if place.is_closed else month_before(MAY)
    month = make_month(first, state="counted")
    make_candidate(month)
    return {
        "shown": make_praise().pk,
        "thanks": make_thanks().pk,
        "waiting": make_praise(state="waiting").pk,
        "hidden": make_thanks(state="hidden").pk,
        "withdrawn": make_thanks(state="withdrawn").pk,
        "month": month.pk,
        "star": make_star(month).pk,
        "decided": make_star(month, state="decided").pk,
        **{word: word for word in (*STEPS, *MONTH_STEPS)},
    }


def page(name, *args, **options):
    return Row(f"lms_recognition:{name}", args, **options)


def deciding(name, *args, **options):
    """Managers alone."""
    return page(name, *args, **{"allowed": DECIDERS, "gate": DECIDERS, **options})


def step(of, name, **options):
    return page("praise_step", of, name, methods=POST, **options)


ROWS = [
    page("wall"),
    page("wall", methods=POST, answer=NOT_ALLOWED),
    page("thank", methods=BOTH),
    page("mine"),
    page("mine", methods=POST, answer=NOT_ALLOWED),
    page("register", methods=BOTH),
    page("waiting", allowed=CONFIRMERS, gate=CONFIRMERS),
    page("waiting", methods=POST, answer=NOT_ALLOWED),
    page("praise", "shown"),
    page("praise", "thanks"),
    page("praise", "waiting", allowed=CONFIRMERS, refusal=NOT_FOUND),
    page("praise", "hidden", allowed=DECIDERS, refusal=NOT_FOUND),
    page("praise", "withdrawn", answer=NOT_FOUND),
    page("story", "shown", methods=BOTH, allowed=DECIDERS, refusal=NOT_FOUND),
    page("praise_step", "shown", "confirm", answer=NOT_ALLOWED),
    step("shown", "withdraw", answer=DENIED),
    step("shown", "agree", answer=DENIED),
    step("shown", "nothing", answer=NOT_FOUND),
    step("shown", "hide", data={"reason": "写重了"}, allowed=DECIDERS),
    step("hidden", "show", allowed=DECIDERS, refusal=NOT_FOUND),
    step("waiting", "decline", data={"reason": "查无此信"}, allowed=CONFIRMERS, refusal=NOT_FOUND),
    step("thanks", "confirm", allowed=CONFIRMERS),
    page("stars"),
    page("stars", methods=POST, answer=NOT_ALLOWED),
    page("star", "star"),
    page("star", "decided", allowed=DECIDERS, refusal=NOT_FOUND),
    page("certificate", "star"),
    page("certificate", "decided", answer=NOT_FOUND),
    deciding("withdraw_star", "star", methods=POST, data={"reason": "评错了"}),
    page("withdraw_star", "star", answer=NOT_ALLOWED),
    page("ballot", methods=BOTH),
    deciding("months"),
    deciding("month", "month"),
    deciding("month_step", "month", "count", methods=POST),
    deciding("month_step", "month", "announce", methods=POST),
    deciding("month_step", "month", "close", methods=POST),
    deciding("month_step", "month", "decide", methods=POST, answer=NOT_FOUND),
    deciding("month_step", "month", "nothing", methods=POST, answer=NOT_FOUND),
    page("month_step", "month", "count", answer=NOT_ALLOWED),
    deciding("payroll", "month"),
    deciding("criteria", methods=BOTH),
    deciding("report"),
]  # fmt: skip
