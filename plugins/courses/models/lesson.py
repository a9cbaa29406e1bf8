"""Lessons, the pages of a course."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from knowledge_base.models.plain import plain_text
from lms.access import Reader
from lms.plugins.pages import KeyedPageMixin
from plugins.courses.blocks import LessonBodyBlock
from plugins.courses.enums import LessonRule
from plugins.courses.models.content import part_of, readable_rows
from plugins.courses.models.course import CoursePage, LearningQuerySet
from plugins.courses.panels import MinutesPanel

POINTERS = ("script", "faq", "document", "article")
"""Blocks that point at what has its own readers."""
# The same texts as the blocks give, without a block made for each.
_RAW_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "heading": lambda raw: str(raw["text"]),
    "text": plain_text,
    "callout": lambda raw: plain_text(raw["text"]),
    "video": lambda raw: str(raw["transcript"]),
    "question": lambda raw: str(raw["text"]),
    "reflection": lambda raw: str(raw["text"]),
    "hand_in": lambda raw: str(raw["text"]),
}


class LessonQuerySet(LearningQuerySet):
    """Lessons."""

    def offered_to(self, user: Reader) -> Self:
        """Return the visible ones of courses that are open to everybody."""
        courses = CoursePage.objects.offered_to(user).filter(is_open=True)
        above = Substr("path", 1, Length("path") - Page.steplen)
        return (
            self.visible_for(user)
            .alias(above=above)
            .filter(above__in=courses.order_by().values("path"))
        )


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
    rule = models.CharField(
        _("done when"), max_length=10, choices=LessonRule, default=LessonRule.PRESSED
    )
    fewest_seconds = models.PositiveSmallIntegerField(
        _("fewest seconds"),
        default=20,
        help_text=_("For so long it must be open before “Done” counts; 0: at once."),
    )
    body = StreamField(LessonBodyBlock(), verbose_name=_("body"), blank=True)

    objects = PageManager.from_queryset(LessonQuerySet)()
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                *(FieldPanel(name) for name in ("section", "minutes")),
                MinutesPanel(),
                *(FieldPanel(n) for n in ("is_required", "rule", "fewest_seconds")),
            ],
            heading=_("About the lesson"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("plain_text")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the blocks, for the preview."""
        context = super().get_context(request, *args, **kwargs)
        context["parts"] = [part_of(block, {}) for block in self.body]
        context["readable"] = readable_rows(self, request.user)
        return context

    @property
    def course(self) -> Any:
        """The course that it is part of."""
        return self.get_parent().specific

    @property
    def plain_text(self) -> str:
        """All that is read in it, without what it points at and without answers."""
        texts = []
        for place, raw in enumerate(self.body.raw_data):
            if raw["type"] in _RAW_TEXTS:
                texts.append(_RAW_TEXTS[raw["type"]](raw["value"]))
            elif raw["type"] not in POINTERS:  # each of those would cost a query
                child = self.body[place]
                texts += child.block.get_searchable_content(child.value)
        return "\n".join(filter(None, texts))
