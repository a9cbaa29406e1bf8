"""The agenda of a meeting: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")
_FRIDAY, _MONTHS = 4, 12


@dataclass(frozen=True)
class Slot:
    """From when to when something is."""

    begins_at: datetime
    ends_at: datetime


def lay_out(begins_at: datetime, minutes: Sequence[int]) -> list[Slot]:
    """Return the slots of what lasts so many minutes each, one after the other."""
    slots = []
    for each in minutes:
        ends_at = begins_at + timedelta(minutes=each)
        slots.append(Slot(begins_at, ends_at))
        begins_at = ends_at
    return slots


def moved(order: Sequence[T], which: T, by: int) -> list[T]:
    """Return the order with one moved so many places; at an end it stays there."""
    rest = [each for each in order if each != which]
    if len(rest) == len(order):
        return rest
    place = min(max([*order].index(which) + by, 0), len(rest))
    return [*rest[:place], which, *rest[place:]]


def next_month(today: date, every: int) -> date:
    """Return the first day of the next month after this one that is in the cycle."""
    number = today.year * _MONTHS + today.month
    number += -number % every
    return date(number // _MONTHS, number % _MONTHS + 1, 1)


def working_day(month: date, day: int) -> date:
    """Return that day of a month; on a weekend the Friday before."""
    wanted = month.replace(day=day)
    return wanted - timedelta(days=max(wanted.weekday() - _FRIDAY, 0))
