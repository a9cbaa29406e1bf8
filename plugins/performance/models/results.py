"""What is added to results, and what follows from them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.performance.models.month import LONGEST, Sheet

MOST_POINTS = 20
MOST_TOGETHER = 100
"""As many points, more or less, all bonuses of a sheet come to at most."""


class Reason(models.Model):
    """A usual reason for a bonus or a penalty, and how many points it is worth."""

    name = models.CharField(pgettext_lazy("bonus", "reason"), max_length=120)
    name_en = models.CharField(
        pgettext_lazy("bonus", "reason in English"), max_length=120, blank=True
    )
    points = models.SmallIntegerField(
        pgettext_lazy("bonus", "points"), help_text=_("Less than 0 for a penalty.")
    )
    is_retired = models.BooleanField(
        pgettext_lazy("bonus", "no longer used"), default=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reason for a bonus")
        verbose_name_plural = _("reasons for bonuses")
        ordering = ["-points", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(points__range=(-MOST_POINTS, MOST_POINTS)) & ~Q(points=0),
                name="lms_performance_reason_points",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.points:+d})"

    @property
    def label(self) -> str:
        """The reason in the reader's language."""
        return in_readers_language(self.name, self.name_en)


class Bonus(models.Model):
    """Points beside the indicators, with a reason; less than 0 for a penalty."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="bonuses")
    reason = models.ForeignKey(Reason, models.PROTECT, related_name="+", null=True)
    points = models.SmallIntegerField(pgettext_lazy("bonus", "points"))
    words = models.CharField(
        pgettext_lazy("bonus", "what happened"), max_length=300, blank=True
    )
    given_at = models.DateTimeField(pgettext_lazy("bonus", "given"))
    given_by = person_field(pgettext_lazy("bonus", "given by"))
    objection = models.TextField(_("objection"), max_length=LONGEST, blank=True)
    answer = models.TextField(
        pgettext_lazy("bonus", "answer"), max_length=LONGEST, blank=True
    )
    answered_by = person_field(pgettext_lazy("bonus", "answered by"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("bonus", "withdrawn"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bonus")
        verbose_name_plural = _("bonuses")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(points__range=(-MOST_POINTS, MOST_POINTS)) & ~Q(points=0),
                name="lms_performance_bonus_points",
            )
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.label}"

    @property
    def label(self) -> str:
        """Why it was given."""
        name = self.reason.label if self.reason else ""
        return " · ".join(filter(None, [name, self.words]))

    @property
    def is_open(self) -> bool:
        """Whether an objection waits for its answer."""
        return bool(self.objection and not self.answer)


class Correction(AppendOnlyModel):
    """What was put right after the publication: one indicator, or all bonuses together."""

    BONUS = "bonus"
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="corrections")
    key = models.CharField(max_length=10)
    """That of the indicator, or BONUS."""
    points = models.DecimalField(
        pgettext_lazy("performance", "points"), max_digits=5, decimal_places=2
    )
    before = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    """The total until then."""
    reason = models.TextField(
        pgettext_lazy("performance", "reason"), max_length=LONGEST
    )
    made_at = models.DateTimeField(pgettext_lazy("performance", "made"))
    made_by = person_field(pgettext_lazy("performance", "made by"))

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction of a sheet")
        verbose_name_plural = _("corrections of sheets")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.points}"


class Prize(models.Model):
    """What somebody gets for months in a row at the top."""

    sheet = models.OneToOneField(Sheet, models.CASCADE, related_name="prize")
    """That of the last of these months."""
    place = models.PositiveSmallIntegerField(pgettext_lazy("performance", "place"))
    amount = models.PositiveIntegerField(pgettext_lazy("prize", "amount"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("performance", "prize")
        verbose_name_plural = pgettext_lazy("performance", "prizes")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.amount)


class ImprovementPlan(models.Model):
    """What somebody with one of the lowest totals wants to do better."""

    sheet = models.OneToOneField(Sheet, models.CASCADE, related_name="plan")
    due_on = models.DateField(_("handed in by"))
    text = models.TextField(
        pgettext_lazy("improvement plan", "text"), max_length=LONGEST * 3, blank=True
    )
    handed_in_at = models.DateTimeField(
        pgettext_lazy("improvement plan", "handed in"), null=True
    )
    remark = models.TextField(
        pgettext_lazy("improvement plan", "remark"), max_length=LONGEST, blank=True
    )
    returns = models.PositiveSmallIntegerField(default=0)
    """How often it was given back."""
    accepted_at = models.DateTimeField(
        pgettext_lazy("improvement plan", "accepted"), null=True
    )
    accepted_by = person_field(pgettext_lazy("improvement plan", "accepted by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("improvement plan")
        verbose_name_plural = _("improvement plans")
        ordering = ["due_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.sheet)

    def is_late_on(self, day: date) -> bool:
        """Tell whether it should have been handed in before a day."""
        return self.handed_in_at is None and self.due_on < day
