"""Figures of complaints for tables of performance and monthly reports."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lms.day_plots import moments
from lms.enums import IndicatorUnit
from lms.extensions import Indicator
from plugins.complaints.clocks import ClockKey
from plugins.complaints.enums import EntryKind, Outcome
from plugins.complaints.models import CallBack, Complaint, Entry
from plugins.complaints.models.complaint import missed
from plugins.complaints.services.figures import REACHED


class Received(Indicator):
    """How many complaints came in; of people it would blame those who handle most."""

    label = gettext_lazy("Complaints: received")
    unit = IndicatorUnit.COUNT
    more_is_better = False

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return how many came in during these days."""
        return Decimal(_received(first, last).count())


class CalledBack(Indicator):
    """Of how many closings the customer was reached; whoever handled it does not call."""

    label = gettext_lazy("Complaints: call-back rate")
    unit = IndicatorUnit.PERCENT

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the rate of what was closed in these days; None without closings."""
        return _rate(_closings(first, last), REACHED)


class _OfHandlers(Indicator):
    """A rate of the house, and of each handler."""

    unit = IndicatorUnit.PERCENT

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the rate of all; None without rows."""
        return _rate(*self.counted(first, last))

    def of_people(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Decimal]:
        """Return the rate of each handler."""
        rows, good = self.counted(first, last)
        found = rows.filter(handled_by__in=people).values_list("handled_by")
        return {key: _tidy(rate) for key, rate in found.annotate(rate=_mean(good))}

    def counted(self, first: date, last: date) -> tuple[Any, Q]:
        """Return the rows of these days, each with `handled_by`, and what is good of them."""
        raise NotImplementedError


class ClosedInTime(_OfHandlers):
    """How many of a hundred complaints that came in were closed within their limit."""

    label = gettext_lazy("Complaints: closed in time")

    def counted(self, first: date, last: date) -> tuple[Any, Q]:
        """Leave out what still runs: it is neither in time nor late."""
        late = missed(ClockKey.CLOSE, timezone.now())
        rows = _received(first, last).filter(late | Q(closed_at__isnull=False))
        in_time = Q(closed_at__lte=F("close_due_at"), was_late=False)
        return rows.annotate(handled_by=F("handler")), in_time


class Satisfied(_OfHandlers):
    """How many of a hundred customers who were reached were satisfied."""

    label = gettext_lazy("Complaints: satisfied when called back")

    def counted(self, first: date, last: date) -> tuple[Any, Q]:
        """Count for whoever handled it then: somebody else may handle it since."""
        named = Entry.objects.filter(
            complaint=OuterRef("complaint"),
            kind__in=[EntryKind.REGISTERED, EntryKind.GIVEN],
            at__lte=OuterRef("closed_at"),
        )
        handler = named.order_by("-number").values("person")[:1]
        rows = _closings(first, last).filter(REACHED)
        return rows.annotate(handled_by=Subquery(handler)), Q(outcome=Outcome.SATISFIED)


INDICATORS: Mapping[str, Indicator] = {
    "received": Received(),
    "closed_in_time": ClosedInTime(),
    "called_back": CalledBack(),
    "satisfied": Satisfied(),
}


def _received(first: date, last: date) -> Any:
    begin, end = moments(first, last)
    rows = Complaint.objects.filter(received_at__gte=begin, received_at__lt=end)
    return rows.order_by()


def _closings(first: date, last: date) -> Any:
    begin, end = moments(first, last)
    rows = CallBack.objects.standing().order_by()
    return rows.filter(closed_at__gte=begin, closed_at__lt=end)


def _mean(good: Q) -> Avg:
    return Avg(Case(When(good, then=100.0), default=0.0))


def _rate(rows: Any, good: Q) -> Decimal | None:
    found = rows.aggregate(rate=_mean(good))["rate"]
    return None if found is None else _tidy(found)


def _tidy(rate: float) -> Decimal:
    return Decimal(rate).quantize(Decimal("0.01"))
