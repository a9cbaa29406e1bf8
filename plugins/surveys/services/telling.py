"""Figures of what customers say, for tables of performance and monthly reports.

Surveys of staff tell none: answers to an anonymous one have no day, and sums over some
days would say something about fewer answers than it promised (decision 0025).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Case, Count, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lms.day_plots import moments
from lms.enums import IndicatorUnit
from lms.extensions import Indicator
from lms.plugins import plugin_settings
from plugins.surveys.models import FollowUp, Voice
from plugins.surveys.services.figures import nps


class Recommendation(Indicator):
    """The NPS of what customers said in some days."""

    label = gettext_lazy("Customers: NPS")
    unit = IndicatorUnit.SCORE

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return it; None while nobody was asked."""
        given = _said(first, last).exclude(nps=None).values_list("nps")
        numbers = Counter(dict(given.annotate(number=Count("pk"))))
        return _hundredths(nps(numbers)) if numbers else None


class _Share(Indicator):
    """How many of a hundred customers gave a mark from some number up."""

    unit = IndicatorUnit.PERCENT
    mark: str
    least: int

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the share; None while nobody was asked."""
        is_good = When(**{f"{self.mark}__gte": self.least}, then=100.0)
        given = _said(first, last).exclude(**{self.mark: None})
        found = given.aggregate(share=Avg(Case(is_good, default=0.0)))["share"]
        return None if found is None else _hundredths(found)


class Satisfaction(_Share):
    """The CSAT of what customers said in some days."""

    label = gettext_lazy("Customers: satisfied, 4 or 5 of 5 (CSAT)")
    mark, least = "csat", 4


class Ease(_Share):
    """How many customers found it easy: CES, as a share."""

    label = gettext_lazy("Customers: found it easy, 5 to 7 of 7 (CES)")
    mark, least = "ces", 5


class CalledBack(Indicator):
    """How many of those who gave a low mark were called back in time."""

    label = gettext_lazy("Customers with a low mark: called back in time")
    unit = IndicatorUnit.PERCENT

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the share of those of these days whose time is over, or who were called."""
        limits = plugin_settings("lms_surveys")
        low = Q(csat__lte=limits["low_csat"]) | Q(nps__lte=limits["low_nps"])
        voices = _said(first, last).filter(low)
        is_known = Q(called_at__isnull=False) | Q(due_at__lt=timezone.now())
        rows = FollowUp.objects.filter(is_known, voice__in=voices.values("pk"))
        in_time = When(called_at__lte=F("due_at"), then=100.0)
        found = rows.aggregate(share=Avg(Case(in_time, default=0.0)))["share"]
        return None if found is None else _hundredths(found)


def _said(first: date, last: date) -> Any:
    """Return what customers said in these days."""
    begin, end = moments(first, last)
    return Voice.objects.filter(said_at__gte=begin, said_at__lt=end).order_by()


def _hundredths(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


INDICATORS: Mapping[str, Indicator] = {
    "nps": Recommendation(),
    "csat": Satisfaction(),
    "ces": Ease(),
    "called_back": CalledBack(),
}
