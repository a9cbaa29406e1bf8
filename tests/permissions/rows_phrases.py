"""Polite and forbidden phrases."""

from lms.enums import Role
from tests.factories.phrases import PhraseRuleFactory
from tests.permissions.rows_knowledge_base import BOTH, READERS
from tests.permissions.table import STAFF, Outcome, Row, only

KEEPERS = only(Role.EDITOR, Role.REVIEWER)


def make_objects(_place):
    return {"phrase": PhraseRuleFactory().pk}


def admin_row(name, args=(), **options):
    return Row(
        f"wagtailsnippets_lms_knowledge_base_phraserule:{name}",
        args,
        gate=STAFF,
        **options,
    )


def chooser_row(name, args=(), **options):
    space = "wagtailsnippetchoosers_lms_knowledge_base_phraserule"
    return Row(f"{space}:{name}", args, gate=STAFF, **options)


ROWS = [
    Row("knowledge_base:phrases"),
    admin_row("list", allowed=READERS),
    admin_row("list_results", allowed=READERS),
    admin_row("add", allowed=KEEPERS, methods=BOTH),
    admin_row("edit", ["phrase"], allowed=KEEPERS, methods=BOTH),
    admin_row("copy", ["phrase"], allowed=KEEPERS, methods=BOTH),
    admin_row("delete", ["phrase"], allowed=KEEPERS, methods=BOTH),
    admin_row("usage", ["phrase"], allowed=KEEPERS),
    admin_row("history", ["phrase"], allowed=READERS),
    admin_row("history_results", ["phrase"], allowed=READERS),
    chooser_row("choose"),
    chooser_row("choose_results"),
    chooser_row("chosen", ["phrase"]),
    chooser_row("chosen_multiple"),
    chooser_row("create", allowed=KEEPERS, methods=BOTH, answer=Outcome.NOT_FOUND),
]
