"""What searches say about the library: in vain, left, slow, asked more and more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from lms.day_plots import WIDTH, Day, bars, moments
from lms.enums import SearchEnd
from lms.models import SearchLog

MOST_LINES = 200
FEW = 3
"""Of a query that fewer people than this have asked it is not said how many."""
WEEK = timedelta(days=7)
WEEKS_BEFORE = 4


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


def days(first: date, last: date) -> Sequence[Day]:
    """Return the searches of each day, and how many of them found nothing."""
    begin, end = moments(first, last)
    rows = (
        SearchLog.objects.filter(searched_at__gte=begin, searched_at__lt=end)
        .annotate(day=TruncDate("searched_at"))
        .values("day")
        .annotate(number=Count("pk"), in_vain=Count("pk", filter=Q(total=0)))
    )
    counted = {row["day"]: (row["number"], row["in_vain"]) for row in rows}
    return bars(counted, first, last)
