"""What an organisation sets: kinds of complaints, areas, and the limits of each grade."""

from collections.abc import Mapping
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from plugins.complaints.enums import Grade

MOST_MINUTES = 60 * 24 * 90


class Named(models.Model):
    """Something that complaints are sorted by, in two languages."""

    name = models.CharField(pgettext_lazy("complaint", "name"), max_length=60, unique=True)  # fmt: skip
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    is_retired = models.BooleanField(
        _("no longer offered"),
        default=False,
        help_text=_("Complaints that have it keep it."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)


class Category(Named):
    """What complaints are about."""

    class Meta:
        verbose_name = _("kind of complaint")
        verbose_name_plural = _("kinds of complaints")
        ordering = ["pk"]
        default_permissions = ("view", "add", "change")


class Area(Named):
    """Where it happened: a region, a shop, a line of business."""

    class Meta:
        verbose_name = _("area of complaints")
        verbose_name_plural = _("areas of complaints")
        ordering = ["pk"]
        default_permissions = ("view", "add", "change")


def _minutes(label: Any, default: int, help_text: Any = "") -> Any:
    return models.PositiveIntegerField(
        label,
        default=default,
        help_text=help_text,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )


class Limits(models.Model):
    """How fast complaints of a grade are dealt with, and how many are called back."""

    grade = models.CharField(
        pgettext_lazy("complaint", "grade"), max_length=10, choices=Grade, unique=True
    )
    answer_minutes = _minutes(_("minutes to the first answer"), 1)
    on_site_minutes = _minutes(_("minutes until somebody is there, at a counter"), 10)
    feedback_minutes = _minutes(_("minutes to the feedback"), 120)
    close_minutes = _minutes(_("minutes to the closing"), 24 * 60)
    is_same_day = models.BooleanField(
        _("closed on the same day"),
        default=False,
        help_text=_(
            "At midnight at the latest, as long as there is time for feedback."
        ),
    )
    passed_minutes = _minutes(
        _("minutes to the closing when another department has it"),
        3 * 24 * 60,
        _("From the first registration on."),
    )
    call_back_percent = models.PositiveSmallIntegerField(
        _("percent of customers that are called back"),
        default=50,
        validators=[MaxValueValidator(100)],
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("limits of a grade")
        verbose_name_plural = _("limits of grades")
        ordering = ["pk"]
        default_permissions = ("change",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(call_back_percent__lte=100),
                name="lms_complaints_percent",
            )
        ]

    def __str__(self) -> str:
        return self.get_grade_display()


FIRST: Mapping[Grade, Mapping[str, object]] = {
    Grade.SOLVE: {"is_same_day": True},
    Grade.COORDINATE: {},
    Grade.RISK: {"call_back_percent": 100},
}
"""What holds as long as nobody has set a grade, beside the defaults above."""


def limits_of(grade: str) -> Limits:
    """Return the limits of a grade: those that were set, or the first."""
    return Limits.objects.filter(grade=grade).first() or first_limits(grade)


def first_limits(grade: str) -> Limits:
    """Return the limits of a grade that nobody has set, not saved."""
    return Limits(grade=grade, **FIRST[Grade(grade)])


def all_limits() -> list[Limits]:
    """Return the limits of each grade, in one query."""
    known = {row.grade: row for row in Limits.objects.all()}
    return [known.get(grade) or first_limits(grade) for grade in Grade]
