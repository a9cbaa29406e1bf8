"""Articles in the page tree: library, categories, articles."""

from typing import Any, Self

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from knowledge_base.blocks import ArticleBodyBlock
from knowledge_base.models.item import GovernedMixin
from knowledge_base.models.tag import TaggedArticle
from lms.access import Reader, readable_pages


class ReadableQuerySet(PageQuerySet):
    """Pages of the library."""

    def visible_for(self, user: Reader) -> Self:
        """Return what is live and in a branch that `user` may read."""
        return self.live().filter(readable_pages(user))


ReadableManager = PageManager.from_queryset(ReadableQuerySet)


class DirectUrlMixin:
    """An address by key, `route`, that survives moves and is the same in all languages.

    Wagtail finds a page by walking the tree of the reader's language: slow, and an
    English article would be lost to whoever reads the site in Chinese.
    """

    route: str

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Return site, root address and path."""
        parts = super().get_url_parts(request)  # type: ignore[misc] # a page's
        return parts and (*parts[:2], self.get_absolute_url())

    def get_absolute_url(self) -> str:
        """Return the path, without asking for site or tree."""
        return reverse(self.route, args=[self.pk])  # type: ignore[attr-defined]


class LibraryPage(DirectUrlMixin, Page):
    """The root of one language's articles."""

    route = "knowledge_base:library"
    template = "knowledge_base/library_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["lms_knowledge_base.CategoryPage"]

    objects = ReadableManager()

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")


class CategoryPage(DirectUrlMixin, Page):
    """A shelf of articles."""

    route = "knowledge_base:category"
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


class ArticlePage(DirectUrlMixin, GovernedMixin, Page):
    """A text to read: a policy, a procedure, a guide."""

    route = "knowledge_base:article"
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
    tags = ClusterTaggableManager(
        through=TaggedArticle,
        verbose_name=_("tags"),
        blank=True,
        related_name="articles",
    )

    objects = ReadableManager()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("tags"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.RelatedFields(
            "tags",
            [index.SearchField("name", boost=4), index.AutocompleteField("name")],
        ),
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_absolute_url(self) -> str:
        """Return the address on the site."""
        return reverse(self.route, args=[self.pk])

    @property
    def plain_text(self) -> str:
        """All that a reader sees below the title."""
        parts = [
            self.summary,
            *self.body.stream_block.get_searchable_content(self.body),
        ]
        return "\n".join(filter(None, parts))
