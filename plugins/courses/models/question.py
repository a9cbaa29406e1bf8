"""The bank of questions: each with versions, which attempts hold on to."""

import re
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.models import KnowledgeItem, Tag
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import (
    Difficulty,
    PartialCredit,
    QuestionKind,
    QuestionState,
)

GAP = re.compile(r"\[\[(\d{1,2})\]\]")
"""Where a gap is in the text of a question, with its number."""
LANGUAGES = [("zh-Hans", "简体中文"), ("en", "English")]


class QuestionQuerySet(models.QuerySet["Question"]):
    """What is asked of the bank."""

    def ready(self) -> Self:
        """Return what may be asked."""
        return self.filter(state=QuestionState.READY).exclude(latest=None)

    def with_check(self) -> Self:
        """Tell of each whether the text it is about has changed: `is_stale`."""
        sources = QuestionSource.objects.filter(version=OuterRef("latest"))
        changed = sources.filter(Q(item=None) | ~Q(live_hash=F("item__live_hash")))
        return self.annotate(is_stale=Exists(changed))


class Question(models.Model):
    """Something that can be asked; what it says stands in its versions."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    category = models.CharField(
        pgettext_lazy("question", "category"), max_length=100, db_index=True
    )
    tags: Any = models.ManyToManyField(
        Tag, verbose_name=_("tags"), blank=True, related_name="lms_courses_questions"
    )
    language = models.CharField(
        _("language"), max_length=10, choices=LANGUAGES, default="zh-Hans"
    )
    difficulty = models.PositiveSmallIntegerField(
        pgettext_lazy("question", "difficulty"),
        choices=Difficulty,
        default=Difficulty.MEDIUM,
    )
    state = models.CharField(
        pgettext_lazy("question", "state"),
        max_length=10,
        choices=QuestionState,
        default=QuestionState.DRAFT,
    )
    latest = models.ForeignKey(
        "lms_courses.QuestionVersion",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    created_by = person_field(pgettext_lazy("exam", "written by"), editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = QuestionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["category", "pk"]
        default_permissions = ("add", "change", "view")
        indexes = [
            models.Index(
                fields=["state", "category", "difficulty"], name="lms_courses_drawn"
            )
        ]

    def __str__(self) -> str:
        return self.latest.text[:80] if self.latest else str(self.key)


class QuestionVersion(AppendOnlyModel):
    """What a question says and which answer is right; written once.

    `options` is a list of `{"id", "text"}`, whose ids stay when their texts change;
    `key` depends on the kind, see `services.grading`.
    """

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(
        pgettext_lazy("question", "kind"), max_length=12, choices=QuestionKind
    )
    text = models.TextField(pgettext_lazy("question", "text"), max_length=2000)
    options = models.JSONField(default=list)
    key = models.JSONField(default=dict)
    partial = models.CharField(
        pgettext_lazy("question", "partly right"),
        max_length=10,
        choices=PartialCredit,
        default=PartialCredit.NONE,
    )
    feedback = models.TextField(
        pgettext_lazy("question", "feedback"), max_length=1000, blank=True
    )
    digest = models.CharField(_("SHA-256"), max_length=64)
    written_by = person_field(pgettext_lazy("exam", "written by"))
    written_at = models.DateTimeField(_("written"))

    objects = AppendOnlyQuerySet["QuestionVersion"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="lms_courses_version_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text[:80]} ({self.number})"

    @property
    def ids(self) -> list[str]:
        """The ids of the options."""
        return [option["id"] for option in self.options]

    @property
    def shown_text(self) -> str:
        """What it says to whoever answers, gaps as lines with their numbers."""
        return GAP.sub(r"__(\1)__", self.text) if self.is_cloze else self.text

    @property
    def is_cloze(self) -> bool:
        """Whether it has gaps to be filled in."""
        return self.kind == QuestionKind.CLOZE


class QuestionSource(models.Model):
    """The entry of the library that a version is about, and its text at that time."""

    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="sources")
    item = models.ForeignKey(
        KnowledgeItem, models.SET_NULL, null=True, related_name="+"
    )
    live_hash = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("source of a question")
        verbose_name_plural = _("sources of questions")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.version_id}: {self.item_id}"
