"""Votes, reported mistakes and gaps in search."""

from datetime import date

from knowledge_base.enums import MistakeKind
from knowledge_base.services.feedback import report_mistake
from lms.enums import Role
from lms.search_gaps import report_gap
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory
from tests.permissions.table import STAFF, Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
EDITORS = only(Role.EDITOR, Role.REVIEWER)
NOBODY: frozenset[str] = frozenset()
MISTAKE = {"kind": "typo", "text": "错字"}


def make_objects(place):
    item = ScriptFactory(collection=place.collection).item
    person = UserFactory()
    report, _is_new = report_mistake(
        item=item, user=person, kind=MistakeKind.TYPO, text="错字"
    )
    day = date(2026, 3, 2)
    wish = report_gap(query="退货运费", wish="退货运费", user=person, day=day)
    return {"item": item.pk, "report": report.pk, "gap": wish.gap_id}


def admin_row(space, name, args=(), *, allowed=EDITORS, **options):
    options = {"gate": STAFF, "allowed": allowed, **options}
    return Row(f"{space}:{name}", args, **options)


def admin_rows(space, key, closed):
    one = {"args": [key], "closed": closed}
    return [
        admin_row(space, "index"),
        admin_row(space, "index_results"),
        admin_row(space, "add", allowed=NOBODY, methods=BOTH),
        admin_row(space, "edit", methods=BOTH, **one),
        admin_row(space, "delete", allowed=NOBODY, methods=BOTH, **one),
        admin_row(space, "history", **one),
        admin_row(space, "history_results", **one),
        admin_row(space, "usage", **one),
    ]


ROWS = [
    Row("knowledge_base:vote", ["item"], answer=NOT_ALLOWED, closed=NOT_ALLOWED),
    *(
        Row(
            "knowledge_base:vote",
            ["item"],
            methods=POST,
            data={"vote": vote, "complaint": complaint},
            closed=NOT_FOUND,
        )
        for vote, complaint in (("yes", ""), ("no", ""), ("why", "wrong"), ("none", ""))
    ),
    Row("knowledge_base:report", ["item"], closed=NOT_FOUND),
    Row(
        "knowledge_base:report",
        ["item"],
        methods=POST,
        data=MISTAKE,
        closed=NOT_FOUND,
    ),
    Row("knowledge_base:my_reports"),
    Row("knowledge_base:my_reports", methods=POST, answer=NOT_ALLOWED),
    Row("lms:report_gap", answer=NOT_ALLOWED),
    Row("lms:report_gap", methods=POST, data={"query": "运费", "wish": "运费谁出"}),
    Row("lms_votes", gate=STAFF, allowed=EDITORS),
    Row("lms_votes_results", gate=STAFF, allowed=EDITORS),
    *admin_rows("lms_reports", "report", NOT_FOUND),
    *admin_rows("lms_gaps", "gap", None),
]
SEARCH_READERS = only(Role.EDITOR, Role.REVIEWER, Role.MANAGER)
ROWS += [
    Row("lms:log_search", answer=NOT_ALLOWED),
    Row(
        "lms:log_search",
        methods=POST,
        data={"key": "0" * 32, "query": "退款", "total": "1", "end": "nothing"},
    ),
    *(
        Row(
            "lms_searches",
            path=f"/admin/reports/searches/{report}/",
            gate=STAFF,
            allowed=SEARCH_READERS,
        )
        for report in ("in-vain", "unopened", "slow", "rising")
    ),
    *(
        Row(
            "lms_uses",
            path=f"/admin/reports/uses/{report}/",
            gate=STAFF,
            allowed=SEARCH_READERS,
        )
        for report in ("used", "unused", "teams", "channels")
    ),
]
