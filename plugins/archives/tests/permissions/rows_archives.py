"""Archives: what each address answers to whom."""

from lms.enums import Role
from plugins.archives.tests.factories import (
    AUGUST,
    make_action,
    make_comparison,
    make_document,
    make_edition,
    make_report,
    make_review,
    make_risk,
)
from plugins.archives.weeks import shifted
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
KEEPERS = only(Role.MANAGER)
STEPS = ("note", "document", "write", "action", "close", "reopen", "renew", "nothing")
MORE = ("change", "measure", "tick", "untick", "done", "open")


def make_objects(place):
    """Everything of people whom nobody here is."""
    edition = make_edition(shifted(AUGUST, -1 if place.is_closed else 0))
    report, draft = make_report(), make_report(handed_in=False)
    return {
        "month": edition.month_id,
        "file": make_document(edition.month).pk,
        "comparison": make_comparison().pk,
        "review": make_review().pk,
        "item": make_action().pk,
        "risk": make_risk().pk,
        "team": report.team_id,
        "other": draft.team_id,
        "week": report.monday.isoformat(),
        **{word: word for word in (*STEPS, *MORE)},
    }


def page(name, *args, **options):
    return Row(f"lms_archives:{name}", args, **options)


def kept(name, *args, **options):
    """For those who keep the archive alone."""
    return page(name, *args, **{"allowed": KEEPERS, "gate": KEEPERS, **options})


def step(name, of, *steps, **options):
    return [kept(name, of, each, methods=POST, **options) for each in steps]


ROWS = [
    kept("months"),
    page("freeze", answer=NOT_ALLOWED),
    kept("freeze", methods=POST),
    kept("goals", methods=BOTH),
    kept("month", "month"),
    *step("month_step", "month", "note", "document"),
    *step("month_step", "month", "nothing", answer=NOT_FOUND),
    kept("document", "file", answer=NOT_FOUND),
    page("remove_document", "file", answer=NOT_ALLOWED),
    kept("remove_document", "file", methods=POST),
    kept("comparisons"),
    kept("keep_comparison", methods=POST),
    kept("comparison", "comparison", methods=BOTH),
    kept("remove_comparison", "comparison", methods=POST),
    kept("reviews"),
    kept("new_review", methods=BOTH),
    kept("review", "review"),
    kept("minutes", "review"),
    *step("review_step", "review", "write", "action", "close", "reopen", "renew"),
    *step("review_step", "review", "nothing", answer=NOT_FOUND),
    page("mine"),
    page("tick", "item", "done", answer=NOT_ALLOWED),
    page("tick", "item", "done", methods=POST, allowed=KEEPERS, refusal=NOT_FOUND),
    page("tick", "item", "open", methods=POST, allowed=KEEPERS, refusal=NOT_FOUND),
    page("tick", "item", "nothing", methods=POST, answer=NOT_FOUND),
    kept("reports"),
    page("report", "team", "week", allowed=KEEPERS, refusal=NOT_FOUND),
    page("report", "team", "week", methods=POST, answer=NOT_FOUND),
    # A draft is read by whoever writes it.
    page("report", "other", "week", answer=NOT_FOUND),
    kept("risks"),
    kept("new_risk", methods=BOTH),
    kept("risk", "risk"),
    *step("risk_step", "risk", "change", "measure"),
    *step("risk_step", "risk", "tick", "untick", "nothing", answer=NOT_FOUND),
    kept("post", methods=BOTH),
]
