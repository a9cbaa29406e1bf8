"""Who is to sit an exam, what was granted to whom, who is trained for another attempt."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.models.exam import Exam


class ExamAssignment(models.Model):
    """Somebody who is to sit an exam, by a day."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="lms_courses_exams",
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    assigned_by = person_field(_("assigned by"))
    assigned_at = models.DateTimeField(_("assigned"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("assigned exam")
        verbose_name_plural = _("assigned exams")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "person"], name="lms_courses_assigned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exam}: {self.person}"


class ExamAllowance(AppendOnlyModel):
    """More time or attempts for one person, with the reason."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="allowances")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField(_("more minutes"), default=0)
    attempts = models.PositiveSmallIntegerField(_("more attempts"), default=0)
    reason = models.CharField(_("reason"), max_length=300)
    given_by = person_field(_("given by"))
    given_at = models.DateTimeField(_("given"))

    objects = AppendOnlyQuerySet["ExamAllowance"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["-given_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.exam_id}: {self.person_id}"


class RemedialOrderQuerySet(models.QuerySet["RemedialOrder"]):
    """What is asked of reinforced trainings."""

    def waiting(self) -> Self:
        """Return the open ones of people who have not passed meanwhile."""
        passed = Exam.objects.filter(
            pk=OuterRef("exam"),
            attempts__person=OuterRef("person"),
            attempts__is_passed=True,
        )
        return self.filter(~Exists(passed), closed_at=None)


class RemedialOrder(models.Model):
    """Reinforced training that somebody needs before another attempt."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="remedials")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="lms_courses_remedials"
    )
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(
        pgettext_lazy("admission", "closed"), null=True, blank=True
    )
    closed_by = person_field(_("closed by"))
    note = models.TextField(_("what was trained"), max_length=1000, blank=True)

    objects = RemedialOrderQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reinforced training")
        verbose_name_plural = _("reinforced trainings")
        ordering = ["opened_at", "pk"]
        default_permissions = ()
        permissions = [
            ("close_remedialorder", _("Can assign exams and close trainings"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "person"],
                condition=Q(closed_at=None),
                name="lms_courses_one_open_remedial",
            )
        ]

    def __str__(self) -> str:
        return f"{self.exam}: {self.person}"

    @property
    def title(self) -> str:
        """What it is called: as its exam."""
        return self.exam.title
