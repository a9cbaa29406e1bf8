"""What came in and went out of funds, quarter by quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from lms.day_plots import moments
from plugins.community.enums import EntryKind
from plugins.community.models import Entry, Fund
from plugins.community.models.fund import NOTHING

QUARTERS = 8
_WIDTH, _IN_YEAR, _MONTHS = 100, 4, 3


@dataclass(frozen=True)
class Quarter:
    """What moved in a quarter, and what was there when it ended."""

    first: date
    paid_in: Decimal
    paid_out: Decimal
    payouts: int
    balance: Decimal
    most: Decimal

    @property
    def label(self) -> str:
        """How the quarter is called."""
        number = (self.first.month - 1) // _MONTHS + 1
        return _("Quarter %(number)s of %(year)s") % {
            "number": number,
            "year": self.first.year,
        }

    @property
    def in_width(self) -> float:
        """How long its bar of what came in is, of 100."""
        return self._width(self.paid_in)

    @property
    def out_width(self) -> float:
        """How long its bar of what went out is."""
        return self._width(self.paid_out)

    def _width(self, amount: Decimal) -> float:
        return round(float(amount / self.most * _WIDTH), 2) if self.most else 0


def quarter_of(day: date, before: int = 0) -> date:
    """Return the first day of the quarter so many quarters before that of a day."""
    number = day.year * _IN_YEAR + (day.month - 1) // _MONTHS - before
    return date(number // _IN_YEAR, number % _IN_YEAR * _MONTHS + 1, 1)


def quarters(today: date, fund: Fund | None = None) -> Sequence[Quarter]:
    """Return the last quarters, the newest first: a fixed number of queries."""
    entries = Entry.objects.order_by()
    if fund is not None:
        entries = entries.filter(fund=fund)
    spans = [
        (first, quarter_of(first, -1) - timedelta(days=1))
        for first in (quarter_of(today, before) for before in range(QUARTERS))
    ]
    sums = entries.aggregate(**_asked(spans))
    most = max(
        sums[f"{what}_{n}"] or NOTHING
        for n in range(QUARTERS)
        for what in ("paid_in", "gone")
    )
    return [
        Quarter(
            first,
            sums[f"paid_in_{n}"] or NOTHING,
            sums[f"gone_{n}"] or NOTHING,
            sums[f"payouts_{n}"],
            sums[f"balance_{n}"] or NOTHING,
            most,
        )
        for n, (first, _last) in enumerate(spans)
    ]


def _asked(spans: Sequence[tuple[date, date]]) -> dict[str, object]:
    """Return the sums of all quarters; what came back counts as not gone."""
    asked: dict[str, object] = {}
    for n, (first, last) in enumerate(spans):
        begin, end = moments(first, last)
        inside = Q(at__gte=begin, at__lt=end)
        went = Q(kind__in=[EntryKind.PAYOUT, EntryKind.RETURN])
        asked |= {
            f"paid_in_{n}": Sum("amount", filter=inside & Q(kind=EntryKind.GRANT)),
            f"gone_{n}": -Sum("amount", filter=inside & went),
            f"payouts_{n}": Count("pk", filter=inside & Q(kind=EntryKind.PAYOUT)),
            f"balance_{n}": Sum("amount", filter=Q(at__lt=end)),
        }
    return asked
