"""Drafts of articles become pages."""

from typing import Any
from uuid import uuid4

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import TranslatableMixin

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.importers.drafts import ArticleDraft
from knowledge_base.importers.items import ItemStore
from knowledge_base.importers.tags import check_tags, tag_names
from knowledge_base.models import ArticlePage, CategoryPage, LibraryPage

_LONGEST_SLUG = 200  # Wagtail adds a number when it is taken
_DEFAULT_CATEGORY = {"zh-hans": "未分类", "en": "Uncategorized"}


class ArticleStore(ItemStore[ArticleDraft]):
    """Stores an article in its category, which is made when it is missing."""

    model = ArticlePage

    def fill(self, item: Any) -> None:
        """Write title, summary, body and tags."""
        item.title, item.summary = self.draft.title, self.draft.summary
        item.body = item.body.stream_block.to_python([*self.draft.body])
        item.tags.set(check_tags(self.draft.tags))

    def snapshot(self, item: Any) -> object:
        """Return what is written; blocks without their keys, which are ever new."""
        body = item.body.stream_block.get_prep_value(item.body)
        blocks = [(block["type"], block["value"]) for block in body]
        return item.title, item.summary, blocks, tag_names(item)

    def save_new(self, item: Any) -> None:
        """Add the page to its category."""
        item.slug = _slug(item.title)
        self._category().add_child(instance=item)

    def place_again(self, item: Any) -> bool:
        """Move the page when the draft names another category."""
        named = self.draft.category
        if not named or item.get_parent().title == named:
            return False
        item.move(self._category(), pos="last-child")
        return True

    def _category(self) -> CategoryPage:
        # Locked, so that two imports do not make the same category or path twice.
        library = LibraryPage.objects.select_for_update().filter(locale=self.locale)
        parent = library.order_by("path").first()
        if parent is None:
            reason = _("There is no library in %(language)s; run prepare_site.")
            raise RefusedContentError(reason % {"language": self.locale})
        title = self.draft.category or _DEFAULT_CATEGORY[self.draft.language]
        found = CategoryPage.objects.descendant_of(parent).filter(title=title).first()
        return found or self._add_category(parent, title)

    def _add_category(self, library: LibraryPage, title: str) -> CategoryPage:
        category = CategoryPage(title=title, slug=_slug(title), locale=self.locale)
        if self.original is not None:
            _translate(category, self.original.get_parent().specific)
        library.add_child(instance=category)
        category.save_revision().publish()
        return category


def _translate(category: CategoryPage, original: TranslatableMixin) -> None:
    """Make the category the translation of another, unless that has one already."""
    if not original.has_translation(category.locale):
        category.translation_key = original.translation_key


def _slug(title: str) -> str:
    """Return an empty slug where Wagtail finds one, else our own."""
    slug = slugify(title, allow_unicode=True)
    if 0 < len(slug) <= _LONGEST_SLUG:
        return ""
    return f"{slug[:_LONGEST_SLUG]}-{uuid4().hex[:8]}".lstrip("-")
