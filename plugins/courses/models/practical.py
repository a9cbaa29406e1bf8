"""Practicals, and how a course weighs them against its exams."""

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.courses.enums import ActivityKind, Aggregation
from plugins.courses.models.course import CoursePage
from plugins.courses.models.rubric import Rubric
from plugins.courses.models.scene import Scene

_OF_100 = [MinValueValidator(0), MaxValueValidator(100)]
_MOST_JUDGES = 5


class Practical(models.Model):
    """A check on simulated scenes, scored by judges."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        CoursePage,
        models.SET_NULL,
        verbose_name=_("course"),
        related_name="practicals",
        null=True,
        blank=True,
    )
    title = models.CharField(pgettext_lazy("practical", "title"), max_length=120)
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, verbose_name=_("rubric"), related_name="practicals"
    )
    scenes: Any = models.ManyToManyField(
        Scene,
        verbose_name=_("scenes"),
        related_name="practicals",
        help_text=_("One of them is drawn for each sitting."),
    )
    judges_needed = models.PositiveSmallIntegerField(
        _("judges"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(_MOST_JUDGES)],
    )
    aggregation = models.CharField(
        _("how marks become one"),
        max_length=10,
        choices=Aggregation,
        default=Aggregation.MEAN,
    )
    spread_limit = models.PositiveSmallIntegerField(
        _("spread limit"),
        default=20,
        validators=_OF_100,
        help_text=_(
            "In points of 100. Where the judges differ by more, somebody decides."
        ),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"), default=60, validators=_OF_100
    )
    attempts = models.PositiveSmallIntegerField(
        pgettext_lazy("practical", "attempts"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Sittings that a person may have at most."),
    )
    passes_needed = models.PositiveSmallIntegerField(
        _("passes needed"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_(
            "So many passed sittings, such as two simulated customers before duty."
        ),
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("The course is not done without it.")
    )
    shows_judges = models.BooleanField(
        _("candidates see the judges' names"), default=False
    )
    is_on = models.BooleanField(
        _("in use"), default=True, help_text=_("Offered for new sittings.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("practical")
        verbose_name_plural = _("practicals")
        ordering = ["title"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(judges_needed__gte=1, judges_needed__lte=_MOST_JUDGES),
                name="lms_courses_judges_needed",
            ),
            models.CheckConstraint(
                condition=Q(passes_needed__gte=1, attempts__gte=F("passes_needed")),
                name="lms_courses_passes_within_attempts",
                violation_error_message=_(
                    "There must be as many attempts as passes at least."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GradeScheme(models.Model):
    """How the written and the practical part of a course become one mark."""

    course = models.OneToOneField(
        CoursePage, models.CASCADE, verbose_name=_("course"), related_name="grading"
    )
    written_weight = models.PositiveSmallIntegerField(
        _("weight of the written part"), default=70, validators=_OF_100
    )
    practical_weight = models.PositiveSmallIntegerField(
        _("weight of the practical part"), default=30, validators=_OF_100
    )
    written_floor = models.PositiveSmallIntegerField(
        _("least for the written part"), null=True, blank=True, validators=_OF_100
    )
    practical_floor = models.PositiveSmallIntegerField(
        _("least for the practical part"), null=True, blank=True, validators=_OF_100
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"), default=60, validators=_OF_100
    )
    merit_mark = models.PositiveSmallIntegerField(
        _("mark of merit"), default=85, validators=_OF_100
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("weighting of a course")
        verbose_name_plural = _("weightings of courses")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(written_weight=100 - F("practical_weight")),
                name="lms_courses_weights_are_100",
                violation_error_message=_("The weights must sum to 100."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.written_weight} : {self.practical_weight}"

    @property
    def parts(self) -> list[tuple[str, int, int | None]]:
        """Kind, weight and floor of each part."""
        return [
            (ActivityKind.EXAM, self.written_weight, self.written_floor),
            (ActivityKind.PRACTICAL, self.practical_weight, self.practical_floor),
        ]
