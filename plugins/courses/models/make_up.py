"""What somebody has missed, and makes up."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import OPEN_ORDERS, OrderCause, OrderState
from plugins.courses.models.admission import ExamAssignment
from plugins.courses.models.attempt import Attempt
from plugins.courses.models.class_session import ClassSession
from plugins.courses.models.cohort import Cohort, CohortMember
from plugins.courses.models.exam import Exam

WAIVE = "lms_courses.waive_makeuporder"


class MakeUpOrderQuerySet(models.QuerySet["MakeUpOrder"]):
    """Who has something to make up."""

    def visible_for(self, user: Any) -> Self:
        """Return one's own, and those of cohorts that `user` runs."""
        run = Cohort.objects.run_by(user).values("pk")
        return self.filter(Q(member__person=user.pk) | Q(member__cohort__in=run))

    def waiting(self) -> Self:
        """Return those that are not settled."""
        return self.filter(state__in=OPEN_ORDERS)

    def unpassed(self) -> Self:
        """Return those with an exam that the person has not passed."""
        return self.filter(~Exists(_passed()), exam__isnull=False)

    def with_exam(self) -> Self:
        """Add to each by when its exam is to be sat, and whether it is passed."""
        days = ExamAssignment.objects.filter(**_WHOSE).values("due_on")
        return self.select_related("exam").annotate(
            exam_due_on=Subquery(days[:1]), has_passed=Exists(_passed())
        )


_WHOSE = {"exam": OuterRef("exam"), "person": OuterRef("member__person")}


def _passed() -> Any:
    return Attempt.objects.filter(**_WHOSE, is_passed=True)


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
    exam = models.ForeignKey(
        Exam,
        models.SET_NULL,
        verbose_name=_("compulsory exam"),
        related_name="make_up_orders",
        null=True,
        blank=True,
    )
    """Passed before the order is closed; by when stands in the assignment."""
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
