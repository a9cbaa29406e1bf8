"""What the drafts of one batch refer to, read once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale

from knowledge_base.importers.drafts import ItemDraft
from knowledge_base.importers.tags import fits
from knowledge_base.models import KnowledgeItem, PhraseRule, Tag
from knowledge_base.models.tag import tag_key


class Lookups:
    """The languages, people, tags, phrases and items that drafts of one kind name."""

    def __init__(self, model: type[Any], drafts: Sequence[ItemDraft]) -> None:
        self.model = model
        self.drafts = drafts
        self.shelves: dict[int, dict[str, Any]] = {}
        """Categories by language and title, kept by whoever finds them."""
        self._rules: dict[str, list[PhraseRule]] = {}

    @cached_property
    def locales(self) -> Mapping[str, Locale]:
        """The languages of content, by code."""
        return {locale.language_code: locale for locale in Locale.objects.all()}

    @cached_property
    def people(self) -> Mapping[str, Any]:
        """Those whom drafts name as owners, by username."""
        users = get_user_model()._default_manager
        field = users.model.USERNAME_FIELD
        names = {draft.owner for draft in self.drafts if draft.owner}
        found = users.filter(**{f"{field}__in": names})
        return {getattr(user, field): user for user in found}

    @cached_property
    def known(self) -> Mapping[tuple[str, int], Any]:
        """The items that came from the same sources, by source and language."""
        anchors = KnowledgeItem.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            source__in={draft.source for draft in self.drafts},
        )
        sources = dict(anchors.values_list("object_id", "source"))
        rows = self.model._default_manager.filter(pk__in=sources).order_by("-pk")
        return {(sources[row.pk], row.locale_id): row for row in rows}

    def tags(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags that names of the drafts lead to, each once."""
        found = (self._tags[tag_key(name)] for name in names)
        return [*{tag.pk: tag for tag in found}.values()]

    def rules(self, language: str) -> list[PhraseRule]:
        """Return the phrases that watch over a language."""
        if language not in self._rules:
            self._rules[language] = [*PhraseRule.objects.watching(language)]
        return self._rules[language]

    @cached_property
    def _tags(self) -> Mapping[str, Tag]:
        names: dict[str, str] = {}
        for name in (name for draft in self.drafts for name in draft.tags):
            if fits(name):
                names.setdefault(tag_key(name), name)
        return dict(zip(names, Tag.objects.meant_by(names.values()), strict=True))
