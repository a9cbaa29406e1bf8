"""Polite and forbidden phrases."""

from lms.enums import Role
from tests.factories.phrases import PhraseRuleFactory
from tests.factories.rewritings import RewritingPairFactory
from tests.permissions.rows_knowledge_base import BOTH, POST, READERS
from tests.permissions.table import STAFF, Outcome, Row, only

KEEPERS = only(Role.EDITOR, Role.REVIEWER)


def make_objects(_place):
    return {"phrase": PhraseRuleFactory().pk, "pair": RewritingPairFactory().pk}


def rows_of(model, key, app="lms_knowledge_base", readers=READERS):
    """Return the addresses of a model whose history django-reversion keeps."""

    def admin_row(name, args=(), **options):
        space = f"wagtailsnippets_{app}_{model}"
        return Row(f"{space}:{name}", args, gate=STAFF, **options)

    def chooser_row(name, args=(), **options):
        space = f"wagtailsnippetchoosers_{app}_{model}"
        return Row(f"{space}:{name}", args, gate=STAFF, **options)

    return [
        admin_row("list", allowed=readers),
        admin_row("list_results", allowed=readers),
        admin_row("add", allowed=KEEPERS, methods=BOTH),
        admin_row("edit", [key], allowed=KEEPERS, methods=BOTH),
        admin_row("copy", [key], allowed=KEEPERS, methods=BOTH),
        admin_row("delete", [key], allowed=KEEPERS, methods=BOTH),
        admin_row("usage", [key], allowed=KEEPERS),
        admin_row("history", [key], allowed=readers),
        admin_row("history_results", [key], allowed=readers),
        chooser_row("choose"),
        chooser_row("choose_results"),
        chooser_row("chosen", [key]),
        chooser_row("chosen_multiple"),
        chooser_row("create", allowed=KEEPERS, methods=BOTH, answer=Outcome.NOT_FOUND),
    ]


ROWS = [
    Row("knowledge_base:phrases"),
    Row("knowledge_base:rewritings"),
    Row("knowledge_base:emotions"),
    Row("knowledge_base:script_map"),
    Row("knowledge_base:check_phrases", methods=POST, data={"text": "您好"}),
    Row("knowledge_base:check_phrases", answer=Outcome.NOT_ALLOWED),
    *rows_of("phraserule", "phrase"),
    *rows_of("rewritingpair", "pair"),
]
