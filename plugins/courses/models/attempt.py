"""Attempts at exams: what was asked, what was answered, what it was worth."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import AttemptState, RegradeMode
from plugins.courses.models.exam import Exam
from plugins.courses.models.question import QuestionVersion


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """What is asked of attempts."""

    def of(self, user: Any) -> Self:
        """Return those of one person."""
        return self.filter(person=getattr(user, "pk", None) or 0)

    def open(self) -> Self:
        """Return those that nobody has handed in."""
        return self.filter(state=AttemptState.OPEN)

    def finished(self) -> Self:
        """Return those that are marked."""
        return self.exclude(state=AttemptState.OPEN)

    def running(self, now: datetime) -> Self:
        """Return the open ones that still have time."""
        return self.open().filter(deadline__gt=now)

    def overdue(self, now: datetime) -> Self:
        """Return the open ones whose time is up."""
        return self.open().filter(deadline__lte=now)


class Attempt(models.Model):
    """One time that somebody sits an exam; how long is fixed when it begins."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="attempts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="lms_courses_attempts",
    )
    number = models.PositiveSmallIntegerField(_("attempt"))
    state = models.CharField(
        pgettext_lazy("attempt", "state"),
        max_length=10,
        choices=AttemptState,
        default=AttemptState.OPEN,
    )
    seed = models.PositiveBigIntegerField()
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=2)
    started_at = models.DateTimeField(_("begun"))
    deadline = models.DateTimeField(_("ends"))
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    is_passed = models.BooleanField(_("passed"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = pgettext_lazy("exam record", "attempts")
        ordering = ["-started_at", "-pk"]
        default_permissions = ()
        permissions = [("regrade_attempt", _("Can mark exams again and allow more"))]
        indexes = [models.Index(fields=["state", "deadline"], name="lms_courses_over")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "exam", "number"], name="lms_courses_attempt_number"
            ),
            models.UniqueConstraint(
                fields=["person", "exam"],
                condition=Q(state="open"),
                name="lms_courses_one_open_attempt",
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at=None, score=None)
                | (~Q(state="open") & Q(submitted_at__isnull=False)),
                name="lms_courses_handed_in_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} {self.number}: {self.person}"

    def get_absolute_url(self) -> str:
        """Return where it is sat, which leads on when its time is up, or its result."""
        name = "exam_sitting" if self.is_open else "exam_result"
        return reverse(f"lms_courses:{name}", args=[self.key])

    @property
    def title(self) -> str:
        """What it is called: as its exam."""
        return self.exam.title

    @property
    def is_open(self) -> bool:
        """Whether nobody has handed it in, though its time may be up."""
        return self.state == AttemptState.OPEN

    def state_at(self, now: datetime) -> AttemptState:
        """Return how far it is: handed in once its time is up, though not marked yet."""
        is_over = self.is_open and self.deadline <= now
        return AttemptState.EXPIRED if is_over else AttemptState(self.state)

    def is_running(self, now: datetime) -> bool:
        """Tell whether answers are still taken in."""
        return self.state_at(now) == AttemptState.OPEN


class AttemptItem(models.Model):
    """One question of an attempt, and the answer."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=100, blank=True)
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="items")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    order = models.JSONField(default=list)
    """The ids of the options as they are shown."""
    response = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    is_flagged = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("question", "answer")
        verbose_name_plural = _("answers")
        ordering = ["place"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "place"], name="lms_courses_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.place}"

    @property
    def is_answered(self) -> bool:
        """Whether there is any answer."""
        return bool(self.response)

    @property
    def shown_options(self) -> list[dict[str, str]]:
        """The options in the order of this attempt."""
        known = {option["id"]: option for option in self.version.options}
        return [known[key] for key in self.order]


class Regrade(AppendOnlyModel):
    """A version of a question that was marked again, and why."""

    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="regrades"
    )
    mode = models.CharField(max_length=5, choices=RegradeMode)
    by_version = models.ForeignKey(
        QuestionVersion, models.PROTECT, null=True, related_name="+"
    )
    """The version whose key counts; none for full marks."""
    reason = models.CharField(_("reason"), max_length=300)
    applied_by = person_field(_("applied by"))
    applied_at = models.DateTimeField(_("applied"))

    objects = AppendOnlyQuerySet["Regrade"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        ordering = ["-applied_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.version_id}: {self.get_mode_display()}"


class Marking(AppendOnlyModel):
    """The marks of an attempt; marked again, it gets another row."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="markings")
    number = models.PositiveSmallIntegerField()
    credits = models.JSONField()
    """The place of a question to its share of the points, as text of 0 to 1."""
    score = models.DecimalField(max_digits=5, decimal_places=2)
    is_passed = models.BooleanField()
    regrade = models.ForeignKey(
        Regrade, models.PROTECT, null=True, related_name="markings"
    )
    marked_at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Marking"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "number"], name="lms_courses_marked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.score}"
