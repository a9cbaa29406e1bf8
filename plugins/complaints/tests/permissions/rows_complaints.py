"""Complaints: what each address answers to whom."""

from lms.enums import Role
from plugins.complaints.tests.factories import make_area, make_complaint, make_kind
from tests.factories.people import UserFactory
from tests.permissions.rows_feedback import admin_row
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST = ("POST",)
BOTH = ("GET", "POST")
HANDLERS = only(Role.REVIEWER, Role.MANAGER)
MANAGERS = only(Role.MANAGER)
STEPS = (
    *("take", "give", "pass-on", "answer", "feed-back", "note", "correct", "regrade"),
    *("close", "reopen", "call-back", "rate"),
)


def make_objects(place):
    row = make_complaint(handler=UserFactory())
    words = {word: word for word in (*STEPS, "nothing")}
    return {"complaint": row.pk, "kind": make_kind().pk, "area": make_area().pk, **words}  # fmt: skip


def page(name, *args, **options):
    return Row(f"lms_complaints:{name}", args, **options)


def others(name, *args, **options):
    """It is somebody else's: only who handles all complaints finds it."""
    return page(name, *args, **{"allowed": HANDLERS, "refusal": NOT_FOUND, **options})


def in_admin(model, word):
    """Kinds or areas, for managers alone."""
    space, one = f"lms_complaints_{model}", [word]
    return [
        admin_row(space, name, args, allowed=MANAGERS)
        for name, args in (
            *(("index", ()), ("index_results", ()), ("add", ()), ("edit", one)),
            *(("history", one), ("history_results", one), ("usage", one)),
        )
    ] + [admin_row(space, "delete", one, allowed=only())]


ROWS = [
    page("complaints"),
    page("complaints", methods=POST, answer=NOT_ALLOWED),
    page("new", methods=BOTH),
    page("call_backs", allowed=HANDLERS),
    page("report", allowed=HANDLERS),
    page("limits", allowed=MANAGERS, methods=BOTH),
    others("complaint", "complaint"),
    *(others("step", "complaint", word, methods=POST) for word in STEPS),
    others("step", "complaint", "nothing", methods=POST, answer=NOT_FOUND),
    page("step", "complaint", "note", answer=NOT_ALLOWED),
    *in_admin("categories", "kind"),
    *in_admin("areas", "area"),
]
