"""Classes: when, where, with whom, about what."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.courses.enums import ClassKind
from plugins.courses.models.cohort import Cohort, CohortMember


class ClassSessionQuerySet(models.QuerySet["ClassSession"]):
    """Classes of a timetable."""

    def visible_for(self, user: Any) -> Self:
        """Return those of cohorts open to `user`, and those booked as a make-up class."""
        cohorts = Cohort.objects.visible_for(user).values("pk")
        return self.filter(
            Q(cohort__in=cohorts) | Q(pk__in=_booked_by(user)) | Q(trainer=user.pk)
        )

    def run_by(self, user: Any) -> Self:
        """Return those whose attendance `user` keeps."""
        cohorts = Cohort.objects.run_by(user).values("pk")
        return self.filter(Q(cohort__in=cohorts) | Q(trainer=user.pk))

    def attended_by(self, user: Any) -> Self:
        """Return those at which `user` is expected."""
        learns = CohortMember.objects.learning().filter(person=user.pk)
        own = Q(cohort__in=learns.values("cohort")) & ~Q(kind=ClassKind.MAKE_UP)
        return self.filter(own | Q(pk__in=_booked_by(user)))

    def held(self) -> Self:
        """Return those that are not cancelled."""
        return self.filter(cancelled_at=None)


def _booked_by(user: Any) -> Any:
    booked = ClassSession.objects.filter(make_up_orders__member__person=user.pk)
    return booked.values("pk")


class ClassSession(models.Model):
    """One class: when, where, with whom, about what."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sessions")
    title = models.CharField(pgettext_lazy("class", "title"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("class", "kind"),
        max_length=10,
        choices=ClassKind,
        default=ClassKind.THEORY,
    )
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=120,
        validators=[MinValueValidator(5), MaxValueValidator(720)],
    )
    ends_at = models.DateTimeField(_("ends"), editable=False)
    room = models.CharField(_("room"), max_length=80, blank=True)
    link = models.URLField(_("address of the meeting"), blank=True)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("trainer"),
        related_name="lms_courses_classes_held",
        null=True,
        blank=True,
    )
    trainer_name = models.CharField(
        _("trainer from outside"), max_length=80, blank=True
    )
    notes = models.TextField(_("notes"), max_length=1000, blank=True)
    materials = models.JSONField(default=list, blank=True)
    """What goes with it, each as `model:key`."""
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    objects = ClassSessionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("course", "class")
        verbose_name_plural = pgettext_lazy("course", "classes")
        ordering = ["starts_at", "pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs: Any) -> None:
        """Save it, with when it ends."""
        self.ends_at = self.ends
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("lms_courses:class_session", args=[self.pk])

    @property
    def ends(self) -> datetime:
        """When it ends; by what time takes, not by the clock, which is set twice a year."""
        return self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes)

    @property
    def is_make_up(self) -> bool:
        """Whether only those come who have booked it."""
        return self.kind == ClassKind.MAKE_UP

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has ended."""
        return self.ends_at <= now


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
