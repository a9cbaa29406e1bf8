"""Proposals and contributions."""

from lms.enums import Role
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.proposals import ContributionFactory, proposal_on
from tests.permissions.rows_feedback import admin_rows
from tests.permissions.table import STAFF, Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST = ("POST",)
EDITORS = only(Role.EDITOR, Role.REVIEWER)
SEE = only(Role.EDITOR, Role.REVIEWER, Role.MANAGER)
COUNTER = only(Role.REVIEWER, Role.MANAGER)


def make_objects(place):
    script = ScriptFactory(collection=place.collection)
    return {
        "item": script.item.pk,
        "proposal": proposal_on(script).pk,
        "contribution": ContributionFactory(item=script.item).pk,
        "script": "script",
        "article": "article",
    }


def somebody_elses(name, **options):
    """Proposals are read by the proposer alone, and nobody here is that."""
    return Row(
        f"knowledge_base:{name}",
        ["proposal"],
        allowed=frozenset(),
        refusal=NOT_FOUND,
        closed=NOT_FOUND,
        **options,
    )


def of_proposals(row):
    """Say that a proposal is not there for those who may not decide on it."""
    if not row.args:
        return row
    if row.name.endswith(":delete"):
        others = {"allowed": STAFF - EDITORS, "answer": NOT_FOUND}
        return Row(**{**vars(row), **others})
    return Row(**{**vars(row), "refusal": NOT_FOUND})


def of_contributions(row):
    """Say who may see, and who may take back."""
    name = row.name.partition(":")[2]
    allowed = {"index": SEE, "index_results": SEE}.get(name, COUNTER)
    return row if not row.allowed else Row(**{**vars(row), "allowed": allowed})


ROWS = [
    Row("knowledge_base:suggest", ["item"], closed=NOT_FOUND),
    Row(
        "knowledge_base:suggest",
        ["item"],
        methods=POST,
        data={"text-title": "新题目", "text-phone": "您好", "reason": "更清楚"},
        closed=NOT_FOUND,
    ),
    Row("knowledge_base:propose"),
    Row("knowledge_base:propose", methods=POST, answer=NOT_ALLOWED),
    Row("knowledge_base:propose_new", ["script"]),
    Row("knowledge_base:propose_new", ["article"], answer=NOT_FOUND),
    Row(
        "knowledge_base:propose_new",
        ["script"],
        methods=POST,
        data={
            "text-title": "新话术",
            "text-phone": "您好",
            "reason": "缺",
            "language_code": "zh-hans",
        },
    ),
    Row("knowledge_base:my_proposals"),
    Row("knowledge_base:my_contributions"),
    somebody_elses("my_proposal"),
    somebody_elses("withdraw_proposal", methods=POST),
    *map(of_proposals, admin_rows("lms_proposals", "proposal", NOT_FOUND)),
    *map(of_contributions, admin_rows("lms_contributions", "contribution", NOT_FOUND)),
]
