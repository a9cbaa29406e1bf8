"""What searches say about the library: in vain, left, slow, asked more and more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from lms.enums import SearchEnd
from lms.models import SearchLog

MOST_LINES = 200
FEW = 3
"""Of a query that fewer people than this have asked it is not said how many."""
WEEK = timedelta(days=7)
WEEKS_BEFORE = 4
WIDTH = 100.0
_ROOMS = 31  # bars of a plot


@dataclass(frozen=True, kw_only=True)
class Line:
    """A query in a report. It never says who asked."""

    query: str
    times: int
    people: str
    last: datetime
    figure: float
    before: float | None = None
    longest: float = 1.0

    @property
    def width(self) -> float:
        """How wide its bar is."""
        return round(self.figure * WIDTH / self.longest, 2) if self.longest else 0.0


@dataclass(frozen=True)
class Day:
    """A bar of the plot: how many searches began that day, how many were in vain."""

    day: date
    total: int
    in_vain: int
    place: float
    width: float
    height: float
    in_vain_height: float

    @property
    def top(self) -> float:
        """Where the bar begins, from above."""
        return round(WIDTH - self.height, 2)

    @property
    def in_vain_top(self) -> float:
        """Where the part of those in vain begins."""
        return round(WIDTH - self.in_vain_height, 2)


def in_vain(now: datetime, since: datetime) -> list[Line]:
    """Return the queries that found nothing, the most frequent first."""
    del now
    rows = _grouped(SearchLog.objects.since(since).in_vain())
    return _lines(rows.annotate(figure=F("times")).order_by("-figure", "query"))


def unopened(now: datetime, since: datetime) -> list[Line]:
    """Return the queries whose results nobody opened, the most frequent first."""
    del now
    rows = _grouped(SearchLog.objects.since(since).unopened())
    return _lines(rows.annotate(figure=F("times")).order_by("-figure", "query"))


def slow(now: datetime, since: datetime) -> list[Line]:
    """Return the queries after which it took longest until something was copied."""
    del now
    copied = SearchLog.objects.since(since).filter(
        end=SearchEnd.COPIED, seconds__isnull=False
    )
    rows = _grouped(copied).annotate(figure=Avg("seconds"))
    return _lines(rows.order_by("-figure", "query"))


def rising(now: datetime, since: datetime) -> list[Line]:
    """Return the queries asked more often this week than in the four weeks before."""
    del since
    week = now - WEEK
    logged = SearchLog.objects.since(week - WEEKS_BEFORE * WEEK)
    rows = _grouped(logged).annotate(
        figure=Count("pk", filter=Q(searched_at__gte=week)),
        earlier=Count("pk", filter=Q(searched_at__lt=week)),
    )
    rows = rows.filter(figure__gt=1.0 * F("earlier") / WEEKS_BEFORE)
    return _lines(rows.order_by(F("earlier") - WEEKS_BEFORE * F("figure"), "query"))


def _grouped(searches: QuerySet[SearchLog]) -> Any:
    return searches.values("query").annotate(
        times=Count("pk"),
        asked_by=Count("user", distinct=True),
        last=Max("searched_at"),
    )


def _lines(rows: Any) -> list[Line]:
    found: list[Mapping[str, Any]] = [*rows[:MOST_LINES]]
    longest = max((row["figure"] for row in found), default=1.0)
    return [
        Line(
            query=row["query"],
            times=row["times"],
            people=str(row["asked_by"]) if row["asked_by"] >= FEW else f"< {FEW}",
            last=row["last"],
            figure=round(row["figure"], 1),
            before=_weekly(row.get("earlier")),
            longest=longest,
        )
        for row in found
    ]


def _weekly(number: int | None) -> float | None:
    return None if number is None else round(number / WEEKS_BEFORE, 1)


REPORTS: Mapping[str, Callable[[datetime, datetime], list[Line]]] = {
    "in-vain": in_vain,
    "unopened": unopened,
    "slow": slow,
    "rising": rising,
}


def days(first: date, last: date) -> list[Day]:
    """Return the searches of each day; of several together where days are many."""
    counted = {
        row["day"]: (row["number"], row["in_vain"])
        for row in SearchLog.objects.filter(searched_at__date__range=(first, last))
        .annotate(day=TruncDate("searched_at"))
        .values("day")
        .annotate(number=Count("pk"), in_vain=Count("pk", filter=Q(total=0)))
    }
    step = -(-((last - first).days + 1) // _ROOMS)
    starts = [*_every(step, first, last)]
    sums = [_sum(counted, start, step) for start in starts]
    most = max((total for total, _vain in sums), default=0) or 1
    width = WIDTH / len(starts)
    return [
        Day(
            start,
            total,
            vain,
            round(number * width, 2),
            round(width * 0.8, 2),
            round(total * WIDTH / most, 2),
            round(vain * WIDTH / most, 2),
        )
        for number, (start, (total, vain)) in enumerate(zip(starts, sums, strict=True))
    ]


def _every(step: int, first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first += timedelta(days=step)


def _sum(
    counted: Mapping[date, tuple[int, int]], start: date, step: int
) -> tuple[int, int]:
    span = (counted.get(start + timedelta(days=n), (0, 0)) for n in range(step))
    totals, vain = zip(*span, strict=True)
    return sum(totals), sum(vain)
