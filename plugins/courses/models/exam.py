"""Exams: of what questions, for whom, when."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

import reversion
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from knowledge_base.models import Tag
from lms.access import readable_pages
from lms.models.person_field import person_field
from plugins.courses.enums import Audience, Difficulty, ExamState, Review
from plugins.courses.models.course import CoursePage
from plugins.courses.models.enrollment import Enrollment
from plugins.courses.models.question import LANGUAGES, Question

_OF_100 = [MinValueValidator(0), MaxValueValidator(100)]
_ONE = [MinValueValidator(1)]


class ExamQuerySet(models.QuerySet["Exam"]):
    """What is asked of exams."""

    def visible_for(self, user: Any) -> Self:
        """Return what `user` may sit or has sat; drafts are nobody's.

        What is part of a course that is closed to them is not to be sat.
        """
        key = getattr(user, "pk", None) or 0
        inside = Enrollment.objects.filter(
            person=key, withdrawn_at=None, course_key=OuterRef("course__key")
        )
        itself = Exam.objects.filter(pk=OuterRef("pk"))
        assigned = itself.filter(assignments__person=key)
        sat = itself.filter(attempts__person=key)
        is_theirs = (
            Q(audience=Audience.ALL)
            | Exists(assigned)
            | Q(Exists(inside), audience=Audience.COURSE)
        )
        is_out = Q(state=ExamState.OPEN) & is_theirs & _in_open_course(user)
        return self.filter(is_out | Exists(sat))

    def open_to(self, user: Any) -> Self:
        """Return those that are part of no course which is closed to `user`."""
        return self.filter(_in_open_course(user))


def _in_open_course(user: Any) -> Q:
    readable = readable_pages(user, "course__path")
    return Q(course=None) | readable if readable else readable  # which filters nothing


@reversion.register()
class Exam(ClusterableModel):
    """Questions to be answered alone within a time, and what passes."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("exam", "title"), max_length=200)
    course = models.ForeignKey(
        CoursePage,
        models.SET_NULL,
        verbose_name=_("course"),
        related_name="exams",
        null=True,
        blank=True,
    )
    is_required = models.BooleanField(
        pgettext_lazy("exam", "required"),
        default=True,
        help_text=_("The course is not done without it."),
    )
    instructions = models.TextField(_("instructions"), max_length=2000, blank=True)
    state = models.CharField(
        pgettext_lazy("exam", "state"),
        max_length=10,
        choices=ExamState,
        default=ExamState.DRAFT,
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=_ONE
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"),
        default=2,
        validators=_ONE,
        help_text=_("The first one and retakes; then follows reinforced training."),
    )
    days_between = models.PositiveSmallIntegerField(
        _("days between attempts"), default=0
    )
    pass_mark = models.DecimalField(
        _("pass mark"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(60),
        validators=_OF_100,
        help_text=_("Of 100."),
    )
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(70),
        validators=_OF_100,
        help_text=_("Its part of the mark of the course, beside practicals."),
    )
    shuffle = models.BooleanField(
        _("shuffle"), default=True, help_text=_("Questions and options, for each.")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Attempts that are still open then end."),
    )
    audience = models.CharField(
        _("who may sit it"),
        max_length=10,
        choices=Audience,
        default=Audience.ASSIGNED,
        help_text=_("Whoever has it assigned may always sit it."),
    )
    review = models.CharField(
        _("shown afterwards"), max_length=10, choices=Review, default=Review.ANSWERS
    )
    review_after_close = models.BooleanField(
        _("right answers only when it has closed"), default=False
    )
    review_after_failing = models.BooleanField(
        _("right answers also to whoever has failed"), default=False
    )
    created_by = person_field(pgettext_lazy("exam", "written by"), editable=False)

    objects = ExamQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering = ["title", "pk"]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its front page."""
        return reverse("lms_courses:exam_front", args=[self.key])

    def clean(self) -> None:
        """Refuse what nobody could sit."""
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("It closes before it opens.")})
        if self.audience == Audience.COURSE and self.course is None:
            message = _("Choose the course, or let others sit it.")
            raise ValidationError({"course": message})

    def is_in_window(self, now: datetime) -> bool:
        """Tell whether an attempt may begin now, as far as its dates say."""
        return (self.opens_at is None or self.opens_at <= now) and not self.is_past(now)

    def is_past(self, now: datetime) -> bool:
        """Tell whether it has closed."""
        return self.closes_at is not None and self.closes_at <= now


class ExamPart(models.Model):
    """One question of an exam, or several drawn from the bank."""

    exam = ParentalKey(Exam, on_delete=models.CASCADE, related_name="parts")
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    section = models.CharField(
        pgettext_lazy("exam", "section"),
        max_length=100,
        blank=True,
        help_text=_("Questions of one section stand together under its name."),
    )
    question = models.ForeignKey(
        Question,
        models.PROTECT,
        verbose_name=_("this question"),
        related_name="parts",
        null=True,
        blank=True,
    )
    number = models.PositiveSmallIntegerField(
        _("or so many drawn"), default=1, validators=_ONE
    )
    category = models.CharField(_("from the category"), max_length=100, blank=True)
    tag = models.ForeignKey(
        Tag,
        models.SET_NULL,
        verbose_name=_("with the tag"),
        null=True,
        blank=True,
        related_name="lms_courses_parts",
    )
    difficulty = models.PositiveSmallIntegerField(
        _("of this difficulty"), choices=Difficulty, null=True, blank=True
    )
    language = models.CharField(
        _("in this language"), max_length=10, choices=LANGUAGES, blank=True
    )
    points = models.DecimalField(
        _("points each"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.01"))],
    )

    class Meta:
        verbose_name = _("part of an exam")
        verbose_name_plural = _("parts of exams")
        ordering = ["sort_order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.section or str(self.question or self.category)
