"""The knowledge base in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from knowledge_base.viewsets.entries import FaqViewSet, ScriptViewSet
from knowledge_base.viewsets.items import KnowledgeItemViewSet
from knowledge_base.viewsets.phrases import PhraseRuleViewSet
from knowledge_base.viewsets.placeholders import PlaceholderViewSet
from knowledge_base.viewsets.tags import TagCategoryViewSet, TagViewSet

__all__ = ["KnowledgeItemViewSet", "LibraryViewSetGroup"]


class LibraryViewSetGroup(SnippetViewSetGroup):
    """One menu for what editors tend."""

    items = (
        ScriptViewSet,
        FaqViewSet,
        PhraseRuleViewSet,
        PlaceholderViewSet,
        TagViewSet,
        TagCategoryViewSet,
    )
    menu_icon = "folder-open-inverse"
    menu_label = _("Library")
    menu_name = "library"
    menu_order = 200
