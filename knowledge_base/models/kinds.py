"""The kinds of content that somebody answers for, and their models."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from knowledge_base.enums import ItemKind
from knowledge_base.models.article import ArticlePage
from knowledge_base.models.faq import Faq
from knowledge_base.models.script import Script

KIND_MODELS = {
    ItemKind.ARTICLE: ArticlePage,
    ItemKind.FAQ: Faq,
    ItemKind.SCRIPT: Script,
}


def kind_of(content: Any) -> ItemKind:
    """Return of which kind an article, FAQ entry or script is."""
    return next(kind for kind, model in KIND_MODELS.items() if type(content) is model)


def content_type_of(kind: str) -> ContentType:
    """Return the content type behind a kind."""
    return ContentType.objects.get_for_model(KIND_MODELS[ItemKind(kind)])
