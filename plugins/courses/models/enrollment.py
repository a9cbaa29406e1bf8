"""What somebody is to learn, as it was when it was agreed, and how far it has come."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.access import readable_pages
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import ActivityKind, EnrollmentSource, EnrollmentState
from plugins.courses.models.course import CoursePage


class CourseRelease(AppendOnlyModel):
    """What a course consisted of at one time; whoever began with it ends with it."""

    course = models.ForeignKey(
        CoursePage, models.SET_NULL, null=True, related_name="releases"
    )
    course_key = models.UUIDField(db_index=True)
    title = models.CharField(pgettext_lazy("course", "title"), max_length=255)
    number = models.PositiveIntegerField(_("number"))
    outline = models.JSONField(_("outline"))
    """A list of activities in their order, each as of `services.outlines.Activity`."""
    digest = models.CharField(_("SHA-256"), max_length=64)
    released_by = person_field(_("released by"))
    released_at = models.DateTimeField(_("released"))

    objects = AppendOnlyQuerySet["CourseRelease"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release of a course")
        verbose_name_plural = _("releases of courses")
        ordering = ["-number"]
        default_permissions = ()
        permissions = [("teach_courserelease", _("Can release and assign courses"))]
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "number"], name="lms_courses_release_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Who is in which course."""

    def of(self, user: Any) -> Self:
        """Return those of one person."""
        return self.filter(person=getattr(user, "pk", None) or 0)

    def running(self) -> Self:
        """Return what is neither completed nor given up."""
        return self.filter(completed_at=None, withdrawn_at=None)

    def open_to(self, user: Any) -> Self:
        """Return those in courses that are not closed to `user`."""
        return self.filter(readable_pages(user, "release__course__path"))

    def newest(self) -> Self:
        """Return the last time that each person took each course, unless given up."""
        later = Enrollment.objects.filter(
            person=OuterRef("person"),
            course_key=OuterRef("course_key"),
            cycle__gt=OuterRef("cycle"),
            withdrawn_at=None,
        )
        return self.filter(~Exists(later), withdrawn_at=None)

    def taken_back(self) -> Self:
        """Return the last time of whoever has a course no more, though not completed."""
        others = Enrollment.objects.filter(
            Q(withdrawn_at=None) | Q(cycle__gt=OuterRef("cycle")),
            person=OuterRef("person"),
            course_key=OuterRef("course_key"),
        )
        return self.filter(~Exists(others), completed_at=None)

    def overdue(self, today: date) -> Self:
        """Return what should have been completed before today."""
        return self.running().filter(due_on__lt=today)


class Enrollment(models.Model):
    """Somebody in a course; `cycle` counts how often the same person takes it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="lms_courses_enrollments",
    )
    release = models.ForeignKey(
        CourseRelease, models.PROTECT, related_name="enrollments"
    )
    course_key = models.UUIDField(db_index=True)
    """That of the course, also once its page is gone."""
    cycle = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(
        max_length=10, choices=EnrollmentSource, default=EnrollmentSource.SELF
    )
    assigned_by = person_field(_("assigned by"))
    enrolled_at = models.DateTimeField(_("enrolled"))
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["-enrolled_at", "-pk"]
        default_permissions = ()
        permissions = [("report_enrollment", _("Can see how others get on"))]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_key", "cycle"], name="lms_courses_cycle_once"
            ),
            models.UniqueConstraint(
                fields=["person", "course_key"],
                condition=Q(completed_at=None, withdrawn_at=None),
                name="lms_courses_one_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.person}"

    @property
    def is_running(self) -> bool:
        """Whether it is neither completed nor given up."""
        return self.completed_at is None and self.withdrawn_at is None

    def state_on(self, today: date) -> EnrollmentState:
        """Return how far it is."""
        if self.completed_at is not None:
            return EnrollmentState.COMPLETED
        if self.withdrawn_at is not None:
            return EnrollmentState.WITHDRAWN
        if self.due_on is not None and self.due_on < today:
            return EnrollmentState.OVERDUE
        return EnrollmentState.RUNNING if self.begun_at else EnrollmentState.NEW


class ActivityProgress(models.Model):
    """What somebody has begun or done of one activity of the release."""

    enrollment = models.ForeignKey(
        Enrollment, models.CASCADE, related_name="activities"
    )
    key = models.UUIDField()
    opened_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When it was open last: there one goes on."""
    done_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "key"], name="lms_courses_progress_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.key}"


class ResultQuerySet(AppendOnlyQuerySet["Result"]):
    """Marks of exams and practicals."""

    def of(self, user: Any) -> Self:
        """Return those of one person."""
        return self.filter(person=getattr(user, "pk", None) or 0)

    def current(self) -> Self:
        """Return those that no later one has replaced."""
        return self.filter(replaced_by=None)


class Result(AppendOnlyModel):
    """How somebody did in an exam or a practical; a new mark is a new row."""

    key = models.CharField(max_length=200, unique=True)
    """What it came from, such as `attempt:<uuid>:1`, so that it is kept once."""
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="lms_courses_results",
    )
    kind = models.CharField(max_length=10, choices=ActivityKind)
    activity_key = models.UUIDField(db_index=True)
    """That of the exam or practical."""
    title = models.CharField(pgettext_lazy("course", "title"), max_length=255)
    course_key = models.UUIDField(null=True, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    """Of 100."""
    is_passed = models.BooleanField(_("passed"))
    decided_at = models.DateTimeField(_("decided"))
    replaces = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="replaced_by"
    )

    objects = ResultQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("course", "result")
        verbose_name_plural = pgettext_lazy("course", "results")
        ordering = ["-decided_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100),
                name="lms_courses_score_of_100",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.score}"
