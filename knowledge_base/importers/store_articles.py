"""Drafts of articles become pages."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import TranslatableMixin

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.importers.drafts import ArticleDraft
from knowledge_base.importers.items import ItemStore
from knowledge_base.importers.tags import tag_names
from knowledge_base.importers.tree import own_slug
from knowledge_base.importers.validity import labels_of
from knowledge_base.models import ArticlePage, CategoryPage, LibraryPage

_PLACE = [  # found when it is added, and right by itself
    *("path", "depth", "slug", "url_path"),
    *(field.name for field in ArticlePage._meta.fields if field.is_relation),
]
_DEFAULT_CATEGORY = {"zh-hans": "未分类", "en": "Uncategorized"}


class ArticleStore(ItemStore[ArticleDraft]):
    """Stores an article in its category, which is made when it is missing."""

    model = ArticlePage

    def fill(self, item: Any) -> None:
        """Write title, summary, body and tags."""
        item.title, item.summary = self.draft.title, self.draft.summary
        item.body = item.body.stream_block.to_python([*self.draft.body])
        self.tag(item)

    def snapshot(self, item: Any) -> object:
        """Return what is written; blocks without their keys, which are ever new."""
        body = item.body.stream_block.get_prep_value(item.body)
        blocks = [(block["type"], block["value"]) for block in body]
        return item.title, item.summary, blocks, tag_names(item)

    def check(self, item: Any) -> None:
        """Refuse what the editing form would refuse, but for the place in the tree."""
        super().check(item)
        with labels_of(item):
            item.clean_fields(exclude=_PLACE)

    def parent(self) -> CategoryPage:
        """Return the category that the draft names."""
        shelves = self.lookups.shelves.get(self.locale.pk)
        if shelves is None:
            shelves = self.lookups.shelves[self.locale.pk] = self._shelves()
        title = self.draft.category or _DEFAULT_CATEGORY[self.draft.language]
        if title not in shelves:
            shelves[title] = self._add_category(title)
        return shelves[title]

    def place_again(self, item: Any) -> bool:
        """Move the page when the draft names another category."""
        named = self.draft.category
        if not named or item.get_parent().title == named:
            return False
        item.move(self.parent(), pos="last-child")
        return True

    def _shelves(self) -> dict[str, CategoryPage]:
        """Return the categories of the library by title."""
        shelves = CategoryPage.objects.descendant_of(self._library())
        return {shelf.title: shelf for shelf in shelves.order_by("-path")}

    def _library(self) -> LibraryPage:
        # Locked, so that two imports do not make the same category or path twice.
        library = LibraryPage.objects.select_for_update().filter(locale=self.locale)
        found = library.order_by("path").first()
        if found is None:
            reason = _("There is no library in %(language)s; run prepare_site.")
            raise RefusedContentError(reason % {"language": self.locale})
        return found

    def _add_category(self, title: str) -> CategoryPage:
        category = CategoryPage(title=title, slug=own_slug(title), locale=self.locale)
        if self.original is not None:
            _translate(category, self.original.get_parent().specific)
        self._library().add_child(instance=category)
        category.save_revision().publish()
        return category


def _translate(category: CategoryPage, original: TranslatableMixin) -> None:
    """Make the category the translation of another, unless that has one already."""
    if not original.has_translation(category.locale):
        category.translation_key = original.translation_key
