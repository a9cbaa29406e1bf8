"""Performance: what each address answers to whom."""

from datetime import date

from lms.enums import Role
from plugins.performance.models import HouseTarget
from plugins.performance.services.bonuses import give_bonus
from plugins.performance.tests.factories import (
    NOW,
    make_month,
    make_plan,
    make_sheet,
    make_table,
    rated,
)
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
KEEPERS = only(Role.MANAGER)
WORDS = ("bonus", "plan", "accept", "return", "correct", "object", "answer", "withdraw")  # fmt: skip
MONTHLY = ("measure", "add", "close", "publish", "reopen", "nothing")


def make_objects(place):
    """Months and sheets of people whom nobody here is."""
    out = make_sheet(make_month(date(2026, 4, 1), "published"), total=80)
    make_plan(out)
    running = make_sheet()
    bonus = give_bonus(sheet=running, reason=None, points=1, words="表扬信", user=running.superior, now=NOW)  # fmt: skip
    target = HouseTarget.objects.create(name="满意度", base=80, change=15, first=date(2026, 1, 1), last=date(2026, 12, 31))  # fmt: skip
    return {
        "sheet": out.pk,
        "running": running.pk,
        "rating": rated(running, "self", 80, 80).pk,
        "given": bonus.pk,
        "out": out.month_id,
        "month": running.month_id,
        "team": running.team_id,
        "table": make_table().table_id,
        "target": target.pk,
        "gone": HouseTarget.objects.create(name="另一个", base=1, change=1, first=date(2026, 1, 1), last=date(2026, 2, 1)).pk,
        **{word: word for word in (*WORDS, *MONTHLY)},
    }  # fmt: skip


def page(name, *args, **options):
    return Row(f"lms_performance:{name}", args, **options)


def kept(name, *args, **options):
    """Those who keep months alone."""
    return page(name, *args, **{"allowed": KEEPERS, "gate": KEEPERS, **options})


def seen(name, *args, **options):
    """Whoever does not see the sheet does not find it."""
    return page(name, *args, **{"allowed": KEEPERS, "refusal": NOT_FOUND, **options})


ROWS = [
    page("mine"),
    page("mine", methods=POST, answer=NOT_ALLOWED),
    # Only its rater writes a rating.
    page("rate", "rating", methods=BOTH, answer=NOT_FOUND),
    seen("sheet", "sheet"),
    seen("sheet", "running"),
    page("step", "sheet", "accept", answer=NOT_ALLOWED),
    *(seen("step", "sheet", word, methods=POST) for word in ("bonus", "correct", "accept", "return")),
    seen("step", "sheet", "plan", methods=POST, answer=DENIED),
    *(seen("step", "running", word, methods=POST, answer=NOT_FOUND) for word in ("plan", "accept", "return", "nothing")),
    seen("bonus_step", "given", "object", methods=POST, answer=DENIED),
    *(seen("bonus_step", "given", word, methods=POST) for word in ("answer", "withdraw")),
    seen("bonus_step", "given", "nothing", methods=POST, answer=NOT_FOUND),
    page("bonus_step", "given", "object", answer=NOT_ALLOWED),
    kept("months"),
    kept("open", methods=POST),
    kept("month", "month"),
    kept("month", "out"),
    kept("figures", "month", methods=BOTH),
    kept("raters", "month", "team", methods=BOTH),
    *(kept("month_step", "month", word, methods=POST) for word in ("measure", "add", "reopen", "publish", "close")),
    kept("month_step", "month", "nothing", methods=POST, answer=NOT_FOUND),
    page("month_step", "month", "close", answer=NOT_ALLOWED),
    kept("tables"),
    kept("new_table", methods=BOTH),
    kept("table", "table", methods=BOTH),
    kept("reasons", methods=("GET",)),
    page("quarter", allowed=only(Role.TRAINER, Role.MANAGER), gate=only(Role.TRAINER, Role.MANAGER)),
    kept("targets"),
    kept("new_target", methods=BOTH),
    kept("target", "target", methods=BOTH),
    kept("change_target", "target", methods=BOTH),
    kept("remove_target", "gone", methods=POST),
]  # fmt: skip
