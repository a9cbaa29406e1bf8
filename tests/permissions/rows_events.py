"""Notifications, and what could not be delivered."""

from lms.enums import Role
from tests.factories.events import DeadLetterFactory, OutgoingMailFactory
from tests.permissions.table import STAFF, Outcome, Row, only

NOT_ALLOWED = Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
RUN = only(Role.PLUGIN_ADMIN)
NOBODY: frozenset[str] = frozenset()


def make_objects(place):
    return {"letter": DeadLetterFactory().pk, "mail": OutgoingMailFactory().pk}


def admin_row(space, name, args=(), *, allowed=RUN, **options):
    return Row(f"{space}:{name}", args, gate=STAFF, allowed=allowed, **options)


def admin_rows(space, key):
    return [
        admin_row(space, "index"),
        admin_row(space, "index_results"),
        admin_row(space, "add", allowed=NOBODY, methods=BOTH),
        admin_row(space, "edit", [key], methods=BOTH),
        admin_row(space, "edit", [key], methods=POST, data={"decision": "let_go"}),
        admin_row(space, "delete", [key], allowed=NOBODY, methods=BOTH),
        admin_row(space, "history", [key]),
        admin_row(space, "history_results", [key]),
        admin_row(space, "usage", [key]),
    ]


ROWS = [
    Row("lms:notifications"),
    Row("lms:notifications", methods=POST, answer=NOT_ALLOWED),
    Row("lms:read_notifications", answer=NOT_ALLOWED),
    Row("lms:read_notifications", methods=POST),
    *admin_rows("lms_dead_letters", "letter"),
    *admin_rows("lms_mails", "mail"),
]
