"""Who was there, who was not, and what follows from it."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from plugins.courses.enums import (
    ATTENDED,
    OPEN_ORDERS,
    AttendanceMethod,
    AttendanceState,
    OrderCause,
    OrderState,
)
from plugins.courses.models.cohort import ClassSession, Cohort, CohortMember
from plugins.courses.models.enrollment import person_field

WAIVE = "lms_courses.waive_makeuporder"


def _whose(name: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name=name,
    )


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Marks of a list."""

    def attended(self) -> Self:
        """Return those of people who were there."""
        return self.filter(state__in=ATTENDED)

    def counting(self) -> Self:
        """Return those of classes that were not cancelled."""
        return self.filter(session__cancelled_at=None)


class Attendance(models.Model):
    """How one person stands in the list of one class; empty: not marked."""

    session = models.ForeignKey(
        ClassSession, models.PROTECT, related_name="attendances"
    )
    person = _whose("lms_courses_attendances")
    state = models.CharField(
        pgettext_lazy("attendance", "mark"),
        max_length=10,
        choices=AttendanceState,
        blank=True,
    )
    method = models.CharField(
        pgettext_lazy("attendance", "by way of"),
        max_length=10,
        choices=AttendanceMethod,
    )
    by = person_field(_("marked by"))
    at = models.DateTimeField(_("marked"))

    objects = AttendanceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="lms_courses_attendance_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.person}"


class AttendanceChange(AppendOnlyModel):
    """One change of a mark; those of one act share the batch."""

    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="changes")
    person = _whose("+")
    before = models.CharField(max_length=10, choices=AttendanceState, blank=True)
    after = models.CharField(max_length=10, choices=AttendanceState, blank=True)
    method = models.CharField(max_length=10, choices=AttendanceMethod)
    reason = models.CharField(max_length=200, blank=True)
    batch = models.UUIDField()
    by = person_field(_("changed by"))
    at = models.DateTimeField(_("changed"))

    objects = AppendOnlyQuerySet["AttendanceChange"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of attendance")
        verbose_name_plural = _("changes of attendance")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class Apology(models.Model):
    """What somebody says who cannot come; excused once the trainer accepts."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="apologies")
    person = _whose("lms_courses_apologies")
    reason = models.CharField(_("reason"), max_length=200)
    asked_at = models.DateTimeField(_("sent"))
    is_accepted = models.BooleanField(_("accepted"), null=True)
    decided_by = person_field(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("apology")
        verbose_name_plural = _("apologies")
        ordering = ["asked_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="lms_courses_apology_once"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class CodeTries(models.Model):
    """How many wrong codes somebody has typed for a class, lately."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    wrong = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("wrong codes")
        verbose_name_plural = _("wrong codes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="lms_courses_tries_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.wrong}"


class MakeUpOrderQuerySet(models.QuerySet["MakeUpOrder"]):
    """Who has something to make up."""

    def visible_for(self, user: Any) -> Self:
        """Return one's own, and those of cohorts that `user` runs."""
        run = Cohort.objects.run_by(user).values("pk")
        return self.filter(Q(member__person=user.pk) | Q(member__cohort__in=run))

    def waiting(self) -> Self:
        """Return those that are not settled."""
        return self.filter(state__in=OPEN_ORDERS)


class MakeUpOrder(models.Model):
    """Somebody has missed too much of a cohort, and makes it up."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(CohortMember, models.PROTECT, related_name="orders")
    cause = models.CharField(_("cause"), max_length=10, choices=OrderCause)
    absences = models.PositiveSmallIntegerField(_("absences"), default=0)
    state = models.CharField(
        pgettext_lazy("make-up", "state"),
        max_length=10,
        choices=OrderState,
        default=OrderState.REQUIRED,
    )
    booked = models.ForeignKey(
        ClassSession,
        models.PROTECT,
        verbose_name=_("make-up class"),
        related_name="make_up_orders",
        null=True,
        blank=True,
    )
    opened_at = models.DateTimeField(_("opened"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = MakeUpOrderQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("make-up order")
        verbose_name_plural = _("make-up orders")
        ordering = ["opened_at", "pk"]
        default_permissions = ()
        permissions = [("waive_makeuporder", _("Can waive make-up orders"))]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=sorted(OPEN_ORDERS)),
                name="lms_courses_one_open_order",
            )
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def title(self) -> str:
        """What was missed."""
        return self.member.cohort.title

    @property
    def is_open(self) -> bool:
        """Whether it is not settled."""
        return self.state in OPEN_ORDERS


class MakeUpStep(AppendOnlyModel):
    """One step of a make-up order."""

    order = models.ForeignKey(MakeUpOrder, models.PROTECT, related_name="steps")
    before = models.CharField(max_length=10, choices=OrderState, blank=True)
    after = models.CharField(max_length=10, choices=OrderState)
    reason = models.CharField(max_length=200, blank=True)
    by = person_field(_("by"))
    at = models.DateTimeField(_("at"))

    objects = AppendOnlyQuerySet["MakeUpStep"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("step of a make-up order")
        verbose_name_plural = _("steps of make-up orders")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class CalendarFeed(models.Model):
    """The secret address under which a calendar fetches somebody's timetable."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="lms_courses_feed"
    )
    token = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person)
