"""What was done about a complaint, the call after it, and how hard it was."""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.complaints.enums import EntryKind, Grade, Outcome
from plugins.complaints.models.complaint import HANDLE, Complaint, led_by
from plugins.complaints.validators import refuse_personal_data

HARDEST = 3


class Entry(AppendOnlyModel):
    """A step: who did what when. It is neither changed nor deleted."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=EntryKind)
    at = models.DateTimeField()
    by = person_field(pgettext_lazy("complaint", "by"))
    text = models.TextField(
        pgettext_lazy("complaint", "words"),
        blank=True,
        validators=[refuse_personal_data],
    )
    detail = models.CharField(max_length=20, blank=True)
    """The grade, cause, outcome or difficulty that it was about."""
    person = person_field(pgettext_lazy("complaint", "handler"))
    team = models.ForeignKey(Team, models.SET_NULL, related_name="+", null=True)

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("complaint", "entry")
        verbose_name_plural = pgettext_lazy("complaint", "entries")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "number"], name="lms_complaints_entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}.{self.number} {self.kind}"


class CallBackQuerySet(models.QuerySet["CallBack"]):
    """Call-backs."""

    def standing(self) -> Any:
        """Return those that were made, and of the others what no later closing replaced."""
        return self.filter(~Q(outcome="") | Q(round=F("complaint__reopened")))

    def waiting(self) -> Any:
        """Return those that are to be made, the first due before the others.

        Of a complaint that was opened again the last closing counts.
        """
        rows = self.standing().filter(is_drawn=True, outcome="", complaint__closed_at__isnull=False)  # fmt: skip
        return rows.order_by("due_on", "pk")

    def to_make(self, user: Any) -> Any:
        """Return those that somebody may make: who handled a complaint does not call."""
        handled = Complaint.objects.handled_by(user).values("pk")
        return self.waiting().exclude(complaint__in=handled).order_by()

    def overdue(self, today: date) -> Any:
        """Return those that should have been made."""
        return self.waiting().filter(due_on__lt=today)

    def overseen_by(self, user: Any) -> Self:
        """Return those of complaints that somebody answers for, beside the handler."""
        if user.has_perm(HANDLE):
            return self
        return self.filter(complaint__team__in=led_by(user))


class CallBack(models.Model):
    """What became of a closing: whether the customer is asked, and what was said.

    There is one for each closing, drawn or not: so the share can be looked at again.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="call_backs")
    round = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=10, choices=Grade)
    closed_at = models.DateTimeField()
    is_drawn = models.BooleanField()
    due_on = models.DateField(pgettext_lazy("call-back", "due"))
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    called_at = models.DateTimeField(null=True)
    called_by = person_field(pgettext_lazy("call-back", "called by"))

    objects = CallBackQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("complaint", "call-back")
        verbose_name_plural = pgettext_lazy("complaint", "call-backs")
        ordering = ["-closed_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["closed_at", "grade"], name="lms_complaints_share"),
            models.Index(fields=["outcome", "due_on"], name="lms_complaints_calls"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "round"], name="lms_complaints_one_call_a_closing"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(called_at__isnull=False),
                name="lms_complaints_outcome_of_a_call",
            ),
        ]

    def __str__(self) -> str:
        return str(self.complaint)

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been made."""
        return self.is_drawn and not self.outcome and self.due_on < today


def _mark(label: Any) -> Any:
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(1), MaxValueValidator(HARDEST)]
    )


class Rating(models.Model):
    """How hard a complaint was to solve, as somebody found who had not handled it."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="rating")
    amount = _mark(pgettext_lazy("difficulty", "amount"))
    emotion = _mark(pgettext_lazy("difficulty", "emotion"))
    reach = _mark(pgettext_lazy("difficulty", "reach"))
    is_major = models.BooleanField()
    person = person_field(pgettext_lazy("complaint", "handler"))
    by = person_field(pgettext_lazy("difficulty", "confirmed by"))
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("complaint", "difficulty")
        verbose_name_plural = pgettext_lazy("complaint", "difficulties")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__range=(1, 3)) & Q(emotion__range=(1, 3)) & Q(reach__range=(1, 3)),
                name="lms_complaints_three_marks",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.complaint_id)

    @property
    def total(self) -> int:
        """The sum of the three."""
        return int(self.amount + self.emotion + self.reach)
