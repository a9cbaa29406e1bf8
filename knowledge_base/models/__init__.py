from knowledge_base.models.approval import SecondPersonTask
from knowledge_base.models.article import ArticlePage, CategoryPage, LibraryPage
from knowledge_base.models.cleaning import CleaningRule
from knowledge_base.models.contribution import Contribution
from knowledge_base.models.document import DocumentVersion
from knowledge_base.models.faq import Faq, FaqQuestion, FaqScript
from knowledge_base.models.feedback import Report, Vote
from knowledge_base.models.importing import ImportBatch, ImportFile
from knowledge_base.models.item import KnowledgeItem, LiveText
from knowledge_base.models.kept import VersionNote
from knowledge_base.models.media import LibraryDocument, LibraryImage, LibraryRendition
from knowledge_base.models.personal import Favorite, Use
from knowledge_base.models.phrase import PhraseOverride, PhraseRule
from knowledge_base.models.placeholder import Placeholder
from knowledge_base.models.proposal import Proposal
from knowledge_base.models.review_cycle import ReviewCycle, ReviewTask
from knowledge_base.models.review_policy import ReviewPolicy
from knowledge_base.models.rewriting import RewritingPair
from knowledge_base.models.script import Script, ScriptNote, ScriptVariant
from knowledge_base.models.tag import Tag, TagCategory
from knowledge_base.models.tagged import (
    TaggedArticle,
    TaggedDocument,
    TaggedFaq,
    TaggedImage,
    TaggedScript,
)

__all__ = [
    "ArticlePage",
    "CategoryPage",
    "CleaningRule",
    "Contribution",
    "DocumentVersion",
    "Faq",
    "FaqQuestion",
    "FaqScript",
    "Favorite",
    "ImportBatch",
    "ImportFile",
    "KnowledgeItem",
    "LibraryDocument",
    "LibraryImage",
    "LibraryPage",
    "LibraryRendition",
    "LiveText",
    "PhraseOverride",
    "PhraseRule",
    "Placeholder",
    "Proposal",
    "Report",
    "ReviewCycle",
    "ReviewPolicy",
    "ReviewTask",
    "RewritingPair",
    "Script",
    "ScriptNote",
    "ScriptVariant",
    "SecondPersonTask",
    "Tag",
    "TagCategory",
    "TaggedArticle",
    "TaggedDocument",
    "TaggedFaq",
    "TaggedImage",
    "TaggedScript",
    "Use",
    "VersionNote",
    "Vote",
]
