"""Cohorts: who learns together, when, and with whom."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.courses.models.course import CoursePage

SEE, PLAN_ALL = "lms_courses.view_cohort", "lms_courses.change_cohort"
"""Seeing every cohort, and running every one; trainers run their own without it."""
WEEK = 7


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Who may see and run which cohorts."""

    def visible_for(self, user: Any) -> Self:
        """Return those in which `user` learns or teaches; all for whoever sees all."""
        if user.has_perm(SEE):
            return self
        learns = CohortMember.objects.present().filter(person=user.pk)
        teaches = Cohort.objects.filter(sessions__trainer=user.pk)
        return self.filter(
            Q(pk__in=learns.values("cohort"))
            | Q(pk__in=teaches.values("pk"))
            | Q(pk__in=_led_by(user))
        )

    def run_by(self, user: Any) -> Self:
        """Return those whose timetable and people `user` looks after."""
        return self if user.has_perm(PLAN_ALL) else self.filter(pk__in=_led_by(user))


def _led_by(user: Any) -> Any:
    led = Cohort.trainers.through.objects.filter(user_id=user.pk)
    return led.values("cohort")


class Cohort(models.Model):
    """People who take a course, or something of their own, together."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("cohort", "title"), max_length=120)
    course = models.ForeignKey(
        CoursePage,
        models.SET_NULL,
        verbose_name=_("course"),
        related_name="cohorts",
        null=True,
        blank=True,
    )
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("trainers"),
        related_name="lms_courses_cohorts_led",
        blank=True,
        help_text=_("They plan the classes, keep the attendance and add people."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as come."),
    )
    has_waiting_list = models.BooleanField(
        _("waiting list"),
        default=True,
        help_text=_("Whoever finds no place waits, and moves up when somebody leaves."),
    )
    created_by = person_field(_("planned by"))
    created_at = models.DateTimeField(_("planned"))

    objects = CohortQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-begins_on", "-pk"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="lms_courses_cohort_ends_later",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("lms_courses:class_cohort", args=[self.pk])

    def week_of(self, day: date) -> int:
        """Return the number of the week in which a day is; 1 is the first."""
        return (day - self.begins_on).days // WEEK + 1


class CohortMemberQuerySet(models.QuerySet["CohortMember"]):
    """Who is in, and who waits."""

    def present(self) -> Self:
        """Return those who have not left, waiting or not."""
        return self.filter(left_at=None)

    def learning(self) -> Self:
        """Return those who have a place."""
        return self.present().filter(is_waiting=False)


class CohortMember(models.Model):
    """Somebody in a cohort; the row stays when the person leaves it."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="lms_courses_cohorts",
    )
    is_waiting = models.BooleanField(_("waiting"), default=False)
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = CohortMemberQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("member of a cohort")
        verbose_name_plural = _("members of cohorts")
        ordering = ["joined_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"], name="lms_courses_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.person}"


class CohortPhase(models.Model):
    """A named span of weeks, such as delivery in weeks 4 to 6."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="phases")
    title = models.CharField(max_length=60)
    first_week = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    last_week = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["first_week", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(last_week__gte=F("first_week")),
                name="lms_courses_phase_ends_later",
            )
        ]

    def __str__(self) -> str:
        return self.title
