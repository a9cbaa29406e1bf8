"""Months and weeks, as days; pure."""

from collections.abc import Iterator
from datetime import date, timedelta

WEEK = timedelta(days=7)
_QUARTER = 3


def shifted(first: date, months: int) -> date:
    """Return the first day of a month so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def last_of(first: date) -> date:
    """Return the last day of a month."""
    return shifted(first, 1) - timedelta(days=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """Yield the months from the first to the last, both included."""
    while first <= last:
        yield first
        first = shifted(first, 1)


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first month of the quarter of a day, and its last day."""
    first = date(day.year, (day.month - 1) // _QUARTER * _QUARTER + 1, 1)
    return first, last_of(shifted(first, _QUARTER - 1))


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())
