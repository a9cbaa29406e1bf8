"""Articles, FAQ entries, scripts, placeholders and owners."""

from wagtail.models import Workflow

from knowledge_base.models import SecondPersonTask
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    PlaceholderFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.permissions.table import STAFF, Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
BOTH, POST = ("GET", "POST"), ("POST",)

WRITERS = only(Role.CONTRIBUTOR, Role.EDITOR, Role.REVIEWER, Role.TRAINER)
READERS = WRITERS | {Role.MANAGER}
PUBLISHERS = only(Role.EDITOR, Role.REVIEWER)
APPROVERS = only(Role.REVIEWER)
EDITORS = only(Role.EDITOR)
NOBODY = only()
TRANSLATION = "simple_translation"
NO_ONE: frozenset[str] = frozenset()
"""Not even a superuser."""


def make_objects(place):
    faq = FaqFactory(collection=place.collection)
    script = ScriptFactory(collection=place.collection)
    return {
        "library": place.category.get_parent().pk,
        "category": place.category.pk,
        "article": ArticlePageFactory(parent=place.category).pk,
        "placeholder": PlaceholderFactory().pk,
        "item": script.item.pk,
        "key": script.item.uuid,
        "version": published(script).pk,
        **entry_objects("faq", faq, FaqFactory(collection=place.collection)),
        **entry_objects("script", script, ScriptFactory(collection=place.collection)),
    }


def published(entry):
    version = entry.save_revision()
    version.publish()
    return version


def entry_objects(kind, entry, waiting):
    """Return an entry with a version, and another one that waits for approval."""
    workflow = Workflow.objects.get()
    waiting.save_revision()
    state = workflow.start(waiting, UserFactory())
    return {
        kind: entry.pk,
        f"{kind}_version": entry.save_revision().pk,
        f"{kind}_waiting": waiting.pk,
        f"{kind}_state": state.pk,
        f"{kind}_task": SecondPersonTask.objects.get().pk,
        f"{kind}_task_state": state.current_task_state.pk,
        f"{kind}_kind": kind,
        "app": "lms_knowledge_base",
        "session": 1,
        "live": "live",
        "latest": "latest",
        "approve": "approve",
    }


def site_row(kind, **options):
    name = f"knowledge_base:{kind}"
    return [
        Row(name, [kind], closed=NOT_FOUND),
        Row(name, [kind], methods=POST, answer=NOT_ALLOWED, closed=NOT_ALLOWED),
    ]


def history_row(name, args, data=None):
    name = f"knowledge_base:{name}"
    options = {"data": data} if data else {}
    return [
        Row(name, args, closed=NOT_FOUND, **options),
        Row(name, args, methods=POST, answer=NOT_ALLOWED, closed=NOT_ALLOWED),
    ]


def entry_rows(kind):
    """The rows of a viewset of entries: what is closed to a person is not found."""
    space = f"wagtailsnippets_lms_knowledge_base_{kind}"
    chooser = f"wagtailsnippetchoosers_lms_knowledge_base_{kind}"

    def row(name, args=(), *, allowed=READERS, space=space, **options):
        closed = NOT_FOUND if args else None
        options = {"gate": STAFF, "allowed": allowed, "closed": closed, **options}
        return Row(f"{space}:{name}", args, **options)

    one, version = [kind], [kind, f"{kind}_version"]
    named = ["app", f"{kind}_kind", kind]
    waiting = f"{kind}_waiting"
    step = [waiting, "approve", f"{kind}_task_state"]
    return [
        row("list"),
        row("list_results"),
        row("add", allowed=WRITERS, methods=BOTH),
        row("edit", one, allowed=WRITERS, methods=BOTH),
        row("copy", one, allowed=WRITERS, methods=BOTH),
        row("delete", one, allowed=NOBODY, methods=BOTH),
        row("usage", one, allowed=WRITERS),
        row("history", one, allowed=WRITERS),
        row("history_results", one, allowed=WRITERS),
        row("preview_on_add", allowed=WRITERS, methods=BOTH),
        row("preview_on_edit", one, allowed=WRITERS, methods=BOTH),
        row("revisions_view", version, allowed=WRITERS),
        row("revisions_revert", version, allowed=WRITERS, methods=BOTH),
        row("revisions_compare", [kind, "live", "latest"], allowed=WRITERS),
        row("revisions_unschedule", version, allowed=PUBLISHERS, methods=BOTH),
        row("unpublish", one, allowed=PUBLISHERS, methods=BOTH),
        row("lock", one, allowed=APPROVERS, methods=POST),
        row("unlock", one, allowed=APPROVERS, methods=POST),
        row("workflow_action", step, allowed=APPROVERS, methods=BOTH),
        row("collect_workflow_action_data", step, allowed=APPROVERS, methods=BOTH),
        row("confirm_workflow_cancellation", [waiting], allowed=WRITERS),
        row("workflow_history", [waiting], allowed=WRITERS),
        row("workflow_history_detail", [waiting, f"{kind}_state"], allowed=WRITERS),
        row("workflow_preview", [waiting, f"{kind}_task"], allowed=APPROVERS),
        row("choose", space=chooser, allowed=STAFF),
        row("choose_results", space=chooser, allowed=STAFF),
        row("chosen", one, space=chooser, allowed=STAFF),
        row("chosen_multiple", space=chooser, allowed=STAFF),
        row("submit_snippet_translation", named, space=TRANSLATION, allowed=EDITORS),
        row(
            "ping",
            [*named, "session"],
            space="wagtailadmin_editing_sessions",
            allowed=WRITERS,
            methods=POST,
            refusal=NOT_FOUND,
        ),
        row("create", space=chooser, allowed=WRITERS, methods=BOTH, answer=NOT_FOUND),
    ]


def plain_row(name, args=(), **options):
    options = {"gate": STAFF, **options}
    return Row(
        f"wagtailsnippets_lms_knowledge_base_placeholder:{name}", args, **options
    )


def gap_chooser_row(name, args=(), **options):
    space = "wagtailsnippetchoosers_lms_knowledge_base_placeholder"
    return Row(f"{space}:{name}", args, gate=STAFF, **options)


def item_row(name, args=(), *, allowed=PUBLISHERS, **options):
    closed = NOT_FOUND if args else None
    options = {"gate": STAFF, "allowed": allowed, "closed": closed, **options}
    return Row(f"lms_knowledge_items:{name}", args, **options)


ROWS = [
    *[
        row
        for kind in ("category", "article", "faq", "script")
        for row in site_row(kind)
    ],
    Row("knowledge_base:libraries"),
    Row("knowledge_base:library", ["library"]),
    Row("knowledge_base:phrases"),
    *history_row("history", ["key"]),
    *history_row("version", ["key", "version"]),
    *history_row(
        "compare", ["key"], data=lambda o: {"old": o["version"], "new": "now"}
    ),
    *entry_rows("faq"),
    *entry_rows("script"),
    plain_row("list", allowed=READERS),
    plain_row("list_results", allowed=READERS),
    plain_row("add", allowed=EDITORS, methods=BOTH),
    plain_row("edit", ["placeholder"], allowed=EDITORS, methods=BOTH),
    plain_row("copy", ["placeholder"], allowed=EDITORS, methods=BOTH),
    plain_row("delete", ["placeholder"], allowed=EDITORS, methods=BOTH),
    plain_row("usage", ["placeholder"], allowed=EDITORS),
    plain_row("history", ["placeholder"], allowed=READERS),
    plain_row("history_results", ["placeholder"], allowed=READERS),
    gap_chooser_row("choose"),
    gap_chooser_row("choose_results"),
    gap_chooser_row("chosen", ["placeholder"]),
    gap_chooser_row("chosen_multiple"),
    gap_chooser_row("create", allowed=EDITORS, methods=BOTH, answer=NOT_FOUND),
    item_row("index"),
    item_row("index_results"),
    item_row("add", allowed=NO_ONE, methods=BOTH),
    item_row("edit", ["item"], methods=BOTH),
    item_row("copy", ["item"], allowed=NO_ONE, methods=BOTH),
    item_row("delete", ["item"], allowed=NO_ONE, methods=BOTH),
    item_row("history", ["item"]),
    item_row("history_results", ["item"]),
    item_row("usage", ["item"]),
]
