"""What the knowledge base adds to Wagtail's admin."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.snippets.models import register_snippet

from knowledge_base.models import PhraseRule
from knowledge_base.models.history import record_last
from knowledge_base.models.spoken import REFUSED
from knowledge_base.services.phrases import OVERRIDDEN
from knowledge_base.viewsets import KnowledgeItemViewSet, LibraryViewSetGroup

register_snippet(LibraryViewSetGroup)


@hooks.register("register_admin_viewset")
def knowledge_item_viewset() -> KnowledgeItemViewSet:
    """Owners, as a list of its own."""
    return KnowledgeItemViewSet("lms_knowledge_items")


@hooks.register("before_bulk_action")
def keep_last_versions(
    request: HttpRequest, action: str, objects: Iterable[object], _view: object
) -> None:
    """Keep the last version of phrases that are deleted together."""
    rows = [found for found in objects if isinstance(found, PhraseRule)]
    if action == "delete" and rows:
        record_last(rows, request.user, _("Deleted"))


@hooks.register("register_log_actions")
def phrase_log_actions(actions: LogActionRegistry) -> None:
    """Show in the history of an entry what was allowed, and what was refused."""

    @actions.register_action(OVERRIDDEN)
    class OverrideFormatter(LogFormatter):
        label = gettext_lazy("Allow a phrase")

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data
            values = {"phrases": ", ".join(data["phrases"]), "reason": data["reason"]}
            return _("Allowed “%(phrases)s”. Reason: %(reason)s") % values

    @actions.register_action(REFUSED)
    class RefusalFormatter(LogFormatter):
        label = gettext_lazy("Refuse to publish")

        def format_message(self, log_entry: Any) -> str:
            said = " ".join(log_entry.data["phrases"])
            return _("Not published as scheduled. %(phrases)s") % {"phrases": said}
