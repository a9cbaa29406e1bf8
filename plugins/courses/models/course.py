"""Courses and their lessons, as pages beside the libraries."""

import uuid
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from knowledge_base.blocks import ArticleBodyBlock
from lms.access import Reader, readable_pages
from lms.plugins.pages import KeyedPageMixin
from plugins.courses.enums import CourseArea, CourseLevel


class CatalogPage(KeyedPageMixin, Page):
    """A shelf of courses; closing it closes what stands on it."""

    url_name = "lms_courses:shelf"
    template = "lms_courses/catalog.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["lms_courses.CoursePage"]

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("course catalog")
        verbose_name_plural = _("course catalogs")


class LearningQuerySet(PageQuerySet):
    """Courses or lessons."""

    def readable_by(self, user: Reader) -> Self:
        """Return what is not closed to `user`, drafts too."""
        return self.filter(readable_pages(user))

    def visible_for(self, user: Reader) -> Self:
        """Return what is live and open to `user`."""
        return self.readable_by(user).live()


class TaggedCourse(ItemBase):
    """A tag on a course."""

    tag = models.ForeignKey(
        "lms_knowledge_base.Tag", models.CASCADE, related_name="lms_courses_items"
    )
    content_object = ParentalKey(
        "lms_courses.CoursePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class CoursePage(KeyedPageMixin, Page):
    """What one learns in one go: lessons in an order, and how one shows what one can."""

    url_name = "lms_courses:course"
    template = "lms_courses/preview.html"
    parent_page_types = ["lms_courses.CatalogPage"]
    subpage_types = ["lms_courses.LessonPage"]
    exclude_fields_in_copy = ["key"]

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(
        pgettext_lazy("course", "level"),
        max_length=15,
        choices=CourseLevel,
        default=CourseLevel.JUNIOR,
    )
    area = models.CharField(
        pgettext_lazy("course", "area"), max_length=15, choices=CourseArea
    )
    summary = models.TextField(
        _("summary"),
        max_length=400,
        blank=True,
        help_text=_("What one can do afterwards, in one or two sentences."),
    )
    is_open = models.BooleanField(
        _("open to everybody"),
        default=True,
        help_text=_("Whoever may read it can begin; otherwise it is assigned."),
    )
    days = models.PositiveSmallIntegerField(
        _("days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How long one has, from the day on which it begins."),
    )
    tags = ClusterTaggableManager(
        through=TaggedCourse,
        verbose_name=_("tags"),
        blank=True,
        related_name="lms_courses",
    )

    objects = PageManager.from_queryset(LearningQuerySet)()
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("level", "area", "is_open", "days")],
            heading=_("About the course"),
        ),
        FieldPanel("tags"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.FilterField("level"),
        index.FilterField("area"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class LessonPage(KeyedPageMixin, Page):
    """A part of a course that one reads and does in one go."""

    url_name = "lms_courses:lesson"
    template = "lms_courses/preview.html"
    parent_page_types = ["lms_courses.CoursePage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["key"]

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    section = models.CharField(
        pgettext_lazy("course", "section"),
        max_length=100,
        blank=True,
        help_text=_("Lessons of one section stand together under its name."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=8,
        validators=[MinValueValidator(1)],
        help_text=_("How long it takes."),
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("The course is not done without it.")
    )
    body = StreamField(ArticleBodyBlock(), verbose_name=_("body"), blank=True)

    objects = PageManager.from_queryset(LearningQuerySet)()
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("section", "minutes", "is_required")],
            heading=_("About the lesson"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def course(self) -> Any:
        """The course that it is part of."""
        return self.get_parent().specific
