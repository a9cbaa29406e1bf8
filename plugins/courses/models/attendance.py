"""Who was there, who was not, and what follows from it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import ATTENDED, AttendanceMethod, AttendanceState
from plugins.courses.models.class_session import ClassSession


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
