"""Courses and their lessons, as pages beside the libraries."""

import uuid
from collections.abc import Iterable
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from lms.access import Reader, readable_pages
from lms.plugins.pages import KeyedPageMixin
from plugins.courses.enums import CourseArea, CourseLevel
from plugins.courses.panels import CourseForm, ReleasePanel


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


class CourseQuerySet(LearningQuerySet):
    """Courses."""

    def offered_to(self, user: Reader) -> Self:
        """Return what of the visible ones somebody could begin: it was released."""
        releases = CoursePage.releases.rel.related_model._default_manager
        released = releases.order_by().filter(course_key=OuterRef("key"))
        return self.visible_for(user).filter(Exists(released))


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
    audience = models.CharField(
        _("for whom"),
        max_length=200,
        blank=True,
        help_text=_("Such as: everybody on the hotline in the first month."),
    )
    prerequisites = ParentalManyToManyField(
        "self",
        symmetrical=False,
        verbose_name=_("courses before it"),
        blank=True,
        related_name="needed_by",
        help_text=_("Whoever has not completed them cannot begin."),
    )
    tags = ClusterTaggableManager(
        through=TaggedCourse,
        verbose_name=_("tags"),
        blank=True,
        related_name="lms_courses",
    )

    objects = PageManager.from_queryset(CourseQuerySet)()
    content_panels = [
        ReleasePanel(heading=_("What learners get")),
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                *(FieldPanel(name) for name in ("level", "area", "audience")),
                *(FieldPanel(name) for name in ("is_open", "days")),
            ],
            heading=_("About the course"),
        ),
        FieldPanel("prerequisites", widget=CheckboxSelectMultiple),
        FieldPanel("tags"),
    ]
    base_form_class = CourseForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("audience"),
        index.RelatedFields(
            "tags",
            [index.SearchField("name", boost=4), index.AutocompleteField("name")],
        ),
        index.FilterField("level"),
        index.FilterField("area"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def leads_to_itself(self, before: Iterable["CoursePage"]) -> bool:
        """Tell whether one of the courses before it needs this one, by whatever way."""
        ways: dict[int, set[int]] = {}
        if self.pk is None:
            return False
        links = CoursePage.prerequisites.through._default_manager
        for later, earlier in links.values_list("from_coursepage", "to_coursepage"):
            ways.setdefault(later, set()).add(earlier)
        left, seen = {course.pk for course in before}, set[int]()
        while left:
            key = left.pop()
            seen.add(key)
            left |= ways.get(key, set()) - seen
        return self.pk in seen
