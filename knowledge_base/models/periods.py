"""Months, quarters and years of the organization: arithmetic on dates, nothing else."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from knowledge_base.enums import Cadence

_YEAR = 12
_MONTHS: Mapping[str, int] = {
    Cadence.MONTH: 1,
    Cadence.QUARTER: 3,
    Cadence.HALF_YEAR: 6,
    Cadence.YEAR: _YEAR,
}


@dataclass(frozen=True)
class Period:
    """So many months of a year that need not begin in January."""

    starts_on: date
    months: int

    @property
    def ends_on(self) -> date:
        """The last day."""
        last = _count(self.starts_on) + self.months - 1
        year, month = divmod(last, _YEAR)
        return date(year, month + 1, monthrange(year, month + 1)[1])

    @property
    def following(self) -> "Period":
        """The period after this one."""
        return Period(_first_day(_count(self.starts_on) + self.months), self.months)

    def number(self, first_month: int) -> int:
        """Return which one of its year it is, from 1."""
        return (self.starts_on.month - first_month) % _YEAR // self.months + 1

    def fiscal_year(self, first_month: int) -> int:
        """Return the calendar year in which its year begins."""
        return self.starts_on.year - (self.starts_on.month < first_month)


def period_of(day: date, cadence: str, first_month: int = 1) -> Period | None:
    """Return the period that a day lies in, in years that begin with `first_month`.

    None for a cadence without periods.
    """
    months = _MONTHS.get(cadence)
    if months is None:
        return None
    past = (day.month - first_month) % months
    return Period(_first_day(_count(day) - past), months)


def site_day(moment: datetime) -> date:
    """Return the day in the time zone of the site, wherever the reader is."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def _count(day: date) -> int:
    return day.year * _YEAR + day.month - 1


def _first_day(count: int) -> date:
    year, month = divmod(count, _YEAR)
    return date(year, month + 1, 1)
