"""The knowledge base in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from knowledge_base.viewsets.cleaning import CleaningRuleViewSet
from knowledge_base.viewsets.contributions import ContributionViewSet
from knowledge_base.viewsets.documents import DocumentVersionsView
from knowledge_base.viewsets.entries import FaqViewSet, ScriptViewSet
from knowledge_base.viewsets.feedback import ReportViewSet
from knowledge_base.viewsets.import_batch import BatchView, FailuresView, FileView
from knowledge_base.viewsets.imports import UploadView
from knowledge_base.viewsets.items import KnowledgeItemViewSet
from knowledge_base.viewsets.phrases import PhraseRuleViewSet
from knowledge_base.viewsets.placeholders import PlaceholderViewSet
from knowledge_base.viewsets.proposals import ProposalViewSet
from knowledge_base.viewsets.review_policies import ReviewPolicyViewSet
from knowledge_base.viewsets.rewritings import RewritingPairViewSet
from knowledge_base.viewsets.tags import TagCategoryViewSet, TagViewSet
from knowledge_base.viewsets.votes import VoteReportView

__all__ = [
    "BatchView",
    "ContributionViewSet",
    "DocumentVersionsView",
    "FailuresView",
    "FileView",
    "KnowledgeItemViewSet",
    "LibraryViewSetGroup",
    "ProposalViewSet",
    "ReportViewSet",
    "UploadView",
    "VoteReportView",
]


class LibraryViewSetGroup(SnippetViewSetGroup):
    """One menu for what editors tend."""

    items = (
        ScriptViewSet,
        FaqViewSet,
        PhraseRuleViewSet,
        RewritingPairViewSet,
        PlaceholderViewSet,
        TagViewSet,
        TagCategoryViewSet,
        ReviewPolicyViewSet,
        CleaningRuleViewSet,
    )
    menu_icon = "folder-open-inverse"
    menu_label = _("Library")
    menu_name = "library"
    menu_order = 200
