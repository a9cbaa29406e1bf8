"""How often texts are checked, and by whom."""

from datetime import date, timedelta

import reversion
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Cadence, ItemKind
from knowledge_base.models.periods import Period, period_of

LEAD_DAYS = 14
GRACE_DAYS = 14
_LONGEST_WAIT = 180
_USUAL = {ItemKind.ARTICLE: Cadence.YEAR}


class ReviewPolicyQuerySet(models.QuerySet["ReviewPolicy"]):
    """Rules, one for each kind."""

    def by_kind(self) -> dict[str, "ReviewPolicy"]:
        """Return the rule of each kind; the usual one where there is none."""
        kept = {policy.kind: policy for policy in self}
        return {kind: kept.get(kind) or ReviewPolicy.usual(kind) for kind in ItemKind}

    def of(self, kind: str) -> "ReviewPolicy":
        """Return the rule of a kind."""
        return self.filter(kind=kind).first() or ReviewPolicy.usual(kind)


@reversion.register()
class ReviewPolicy(models.Model):
    """How often one kind of content is checked, and by whom."""

    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind, unique=True)
    cadence = models.CharField(
        _("is checked"), max_length=10, choices=Cadence, default=Cadence.QUARTER
    )
    lead_days = models.PositiveSmallIntegerField(
        _("days before"),
        default=LEAD_DAYS,
        validators=[MaxValueValidator(_LONGEST_WAIT)],
        help_text=_("So long before the last day it is called due."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days after"),
        default=GRACE_DAYS,
        validators=[MaxValueValidator(_LONGEST_WAIT)],
        help_text=_("So long after the last day a review stays open."),
    )
    first_month = models.PositiveSmallIntegerField(
        _("the year begins in"),
        choices=MONTHS,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("The first month of the fiscal year, from which quarters count."),
    )
    asks_four_eyes = models.BooleanField(
        _("four eyes"),
        default=False,
        help_text=_("Nobody confirms a text that he or she alone has written."),
    )

    objects = ReviewPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("review rule")
        verbose_name_plural = _("review rules")
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_cadence_display()}"

    @classmethod
    def usual(cls, kind: str) -> "ReviewPolicy":
        """Return, not saved, what holds for a kind unless somebody chooses."""
        cadence = _USUAL.get(ItemKind(kind), Cadence.QUARTER)
        return cls(kind=kind, cadence=cadence)

    @property
    def grace(self) -> timedelta:
        """How long a review stays open after its last day."""
        return timedelta(days=self.grace_days)

    def period_of(self, day: date) -> Period | None:
        """Return the period that a day lies in; None if nothing is ever due."""
        return period_of(day, self.cadence, self.first_month)

    def due_after(self, day: date, current: date | None) -> date | None:
        """Return by when a text that was checked on `day` is to be checked again.

        That is the last day of the period after; never earlier than `current`.
        """
        period = self.period_of(day)
        if period is None:
            return current
        last = period.following.ends_on
        return max(last, current) if current else last
