"""Plots of days: how much happened on each, and how much of that was of some kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

WIDTH = 100.0
"""Plots are 100 wide and 100 high, whatever their size on the page."""
_ROOMS = 31  # bars of a plot
_FILLED = 0.8


@dataclass(frozen=True)
class Day:
    """A bar: what happened from that day on, and the part of it that is marked."""

    day: date
    total: int
    part: int
    place: float
    width: float
    height: float
    part_height: float

    @property
    def top(self) -> float:
        """Where the bar begins, from above."""
        return round(WIDTH - self.height, 2)

    @property
    def part_top(self) -> float:
        """Where the marked part begins."""
        return round(WIDTH - self.part_height, 2)


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """Return when the days begin, and when they are over.

    Rows are compared with these: what day each is of would be worked out for all.
    """
    return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def bars(
    counted: Mapping[date, tuple[int, int]], first: date, last: date
) -> Sequence[Day]:
    """Return a bar for each day; for several together where days are many.

    `counted` has the total and the part of the days on which anything happened.
    """
    step = -(-((last - first).days + 1) // _ROOMS)
    starts = [*_every(step, first, last)]
    sums = [_sum(counted, start, step) for start in starts]
    most = max((total for total, _part in sums), default=0) or 1
    width = WIDTH / len(starts)
    return [
        Day(
            start,
            total,
            part,
            round(number * width, 2),
            round(width * _FILLED, 2),
            round(total * WIDTH / most, 2),
            round(part * WIDTH / most, 2),
        )
        for number, (start, (total, part)) in enumerate(zip(starts, sums, strict=True))
    ]


def _every(step: int, first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first += timedelta(days=step)


def _sum(
    counted: Mapping[date, tuple[int, int]], start: date, step: int
) -> tuple[int, int]:
    span = (counted.get(start + timedelta(days=n), (0, 0)) for n in range(step))
    totals, parts = zip(*span, strict=True)
    return sum(totals), sum(parts)
