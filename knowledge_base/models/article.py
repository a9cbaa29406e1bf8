"""Articles in the page tree: library, categories, articles."""

from collections.abc import Callable, Mapping
from typing import Any, Self

from django.db import models
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from knowledge_base.blocks import ArticleBodyBlock
from knowledge_base.models.faq import Faq
from knowledge_base.models.item import GovernedMixin
from knowledge_base.models.kept import KeptVersionsMixin
from knowledge_base.models.media import LibraryDocument
from knowledge_base.models.plain import plain_text
from knowledge_base.models.script import Script
from knowledge_base.models.tagged import (
    IndexedTags,
    ItemTags,
    TaggedArticle,
    TaggedMixin,
)
from knowledge_base.panels import NOTE_PANEL, ArticleForm, PhrasePanel
from lms.access import Reader, readable_collections, readable_pages
from lms.addresses import address_of

POINTERS = ("script", "faq", "document")
"""Blocks that point at rows of their own, with their own readers."""

# The same texts as the blocks give, without a block made for each.
_RAW_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "heading": lambda raw: str(raw["text"]),
    "text": plain_text,
    "callout": lambda raw: plain_text(raw["text"]),
}


class ReadableQuerySet(PageQuerySet):
    """Pages of the library."""

    def readable_by(self, user: Reader) -> Self:
        """Return what is in a branch that `user` may read, drafts too."""
        return self.filter(readable_pages(user))

    def visible_for(self, user: Reader) -> Self:
        """Return what of it is live."""
        return self.readable_by(user).live()


ReadableManager = PageManager.from_queryset(ReadableQuerySet)


class DirectUrlMixin:
    """An address by key, `url_name`, that survives moves and is the same in all languages.

    Wagtail finds a page by walking the tree of the reader's language: slow, and an
    English article would be lost to whoever reads the site in Chinese.
    """

    url_name: str

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Return site, root address and path."""
        parts = super().get_url_parts(request)  # type: ignore[misc] # a page's
        return parts and (*parts[:2], self.get_absolute_url())

    def get_absolute_url(self) -> str:
        """Return the path, without asking for site or tree."""
        return address_of(self.url_name, self.pk)  # type: ignore[attr-defined] # a page's

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a preview; send whoever came by the tree to the address by key."""
        if getattr(request, "is_preview", False):
            return super().serve(request, *args, **kwargs)  # type: ignore[misc] # a page's
        return redirect(self.get_url(request))  # type: ignore[attr-defined] # a page's


class LibraryPage(DirectUrlMixin, KeptVersionsMixin, Page):
    """The root of one language's articles."""

    url_name = "knowledge_base:library"
    template = "knowledge_base/library_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["lms_knowledge_base.CategoryPage"]

    objects = ReadableManager()

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")


class CategoryPage(DirectUrlMixin, KeptVersionsMixin, Page):
    """A shelf of articles."""

    url_name = "knowledge_base:category"
    template = "knowledge_base/category_page.html"
    parent_page_types = [
        "lms_knowledge_base.LibraryPage",
        "lms_knowledge_base.CategoryPage",
    ]
    subpage_types = [
        "lms_knowledge_base.CategoryPage",
        "lms_knowledge_base.ArticlePage",
    ]

    objects = ReadableManager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class ArticlePage(DirectUrlMixin, TaggedMixin, GovernedMixin, KeptVersionsMixin, Page):
    """A text to read: a policy, a procedure, a guide."""

    url_name = "knowledge_base:article"
    template = "knowledge_base/article_page.html"
    parent_page_types = ["lms_knowledge_base.CategoryPage"]
    subpage_types: list[str] = []

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("What a reader learns here, in one or two sentences."),
    )
    body = StreamField(ArticleBodyBlock(), verbose_name=_("body"), blank=True)
    tags = ItemTags(
        through=TaggedArticle,
        verbose_name=_("tags"),
        blank=True,
        related_name="articles",
    )

    objects = ReadableManager()

    content_panels = [
        *Page.content_panels,
        PhrasePanel("[name=summary], [name^=body-]"),
        FieldPanel("summary"),
        FieldPanel("tags"),
        FieldPanel("body"),
        NOTE_PANEL,
    ]
    base_form_class = ArticleForm
    search_fields = [
        *Page.search_fields,
        IndexedTags(),
        index.SearchField("plain_text"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_absolute_url(self) -> str:
        """Return the address on the site."""
        return address_of(self.url_name, self.pk)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add what this reader may see of the things that the body points at."""
        context = super().get_context(request, *args, **kwargs)
        context["contents"] = self.contents
        context["readable"] = self.readable_targets(request.user)
        return context

    @property
    def contents(self) -> list[dict[str, str]]:
        """The headings, for a table of contents."""
        return [
            {"anchor": block.id, **block.value}
            for block in self.body
            if block.block_type == "heading"
        ]

    def readable_targets(self, user: Reader) -> set[models.Model]:
        """Return the scripts, FAQ entries and files in the body open to `user`."""
        targets: dict[str, list[Any]] = {kind: [] for kind in POINTERS}
        for block in self.body:
            if block.block_type in targets and block.value:
                targets[block.block_type].append(block.value)
        if not any(targets.values()):
            return set()
        prefetch_related_objects(targets["script"], "variants")
        files = LibraryDocument.objects.filter(readable_collections(user))
        open_rows = {
            "script": Script.objects.visible_for(user),
            "faq": Faq.objects.visible_for(user),
            "document": files,
        }
        return {
            row
            for kind, found in targets.items()
            if found
            for row in open_rows[kind].filter(pk__in=[target.pk for target in found])
        }

    @property
    def plain_text(self) -> str:
        """All that a reader sees below the title, without what it points at."""
        texts = [self.summary]
        for place, raw in enumerate(self.body.raw_data):
            if raw["type"] in _RAW_TEXTS:
                texts.append(_RAW_TEXTS[raw["type"]](raw["value"]))
            elif raw["type"] not in POINTERS:  # each of those would cost a query
                child = self.body[place]
                texts += child.block.get_searchable_content(child.value)
        return "\n".join(filter(None, texts))
