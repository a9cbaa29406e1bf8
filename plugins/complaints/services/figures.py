"""Complaints in numbers: of a month, and how it goes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from lms.day_plots import moments
from plugins.complaints.clocks import PERCENT, ClockKey, Level
from plugins.complaints.enums import Grade, Outcome
from plugins.complaints.models import CallBack, Complaint
from plugins.complaints.models.complaint import CLOCKS, DONE, DUE, missed
from plugins.complaints.models.rows import all_limits
from plugins.complaints.services.rules import number, rules

WIDTH = 100


@dataclass(frozen=True)
class Share:
    """So many of so many, and how many percent it should be."""

    part: int
    whole: int
    target: int | None = None

    @property
    def percent(self) -> float | None:
        """None where there is nothing yet."""
        return self.part * PERCENT / self.whole if self.whole else None

    @property
    def is_kept(self) -> bool:
        """Whether it is as much as it should be."""
        return self.percent is None or self.percent >= (self.target or 0)


@dataclass(frozen=True)
class Month:
    """What came in during a month, and what was called back of what was closed in it."""

    month: date
    received: int = 0
    closed: int = 0
    late: int = 0
    to_head: int = 0
    reopened: int = 0
    limits: Mapping[ClockKey, Share] = field(default_factory=dict)
    called: Share = Share(0, 0)
    satisfied: Share = Share(0, 0)


@dataclass(frozen=True)
class Line:
    """How many there are of something, and of these how many were over a limit."""

    name: str
    number: int
    late: int
    width: float
    late_width: float
    key: str = ""


def first_of(month: date, before: int = 0) -> date:
    """Return the first day of the month so many months before."""
    number = month.year * 12 + month.month - 1 - before
    return date(number // 12, number % 12 + 1, 1)


def of_month(month: date) -> Q:
    """Return a condition on complaints: they came in during the month."""
    begin, end = moments(month, first_of(month, -1) - timedelta(days=1))
    return Q(received_at__gte=begin, received_at__lt=end)


def months_until(last: date, number: int, now: datetime) -> list[Month]:
    """Return months with their figures, the oldest first: three queries, whatever there is."""
    months = [first_of(last, before) for before in reversed(range(number))]
    begin, end = moments(months[0], first_of(last, -1) - timedelta(days=1))
    rows = Complaint.objects.filter(received_at__gte=begin, received_at__lt=end)
    came = _by_month(rows, "received_at", **_counts(now))
    to_head = _to_head(rows, now)
    calls = _by_month(
        CallBack.objects.standing().filter(closed_at__gte=begin, closed_at__lt=end),
        "closed_at",
        **_CALLS,
    )
    return [
        _month(each, came.get(each, {}), calls.get(each, {}), to_head[each])
        for each in months
    ]


def calls_by_grade(month: date) -> list[tuple[Grade, Share]]:
    """Return how many were called back of each grade, against what its limits say."""
    begin, end = moments(month, first_of(month, -1) - timedelta(days=1))
    rows = (
        CallBack.objects.standing()
        .filter(closed_at__gte=begin, closed_at__lt=end)
        .order_by()
    )
    found: dict[str, Any] = {
        row["grade"]: row for row in rows.values("grade").annotate(**_CALLS)
    }
    return [
        (Grade(limits.grade), _called(found[limits.grade], limits.call_back_percent))
        for limits in all_limits()
        if limits.grade in found
    ]


def lines_by(rows: Any, name: str, labels: Mapping[Any, Any], now: datetime) -> list[Line]:  # fmt: skip
    """Return how many there are of each value of a field, most first; one query."""
    counts = {"number": Count("pk"), "over": Count("pk", filter=_late(now))}
    found = [*rows.order_by().values(name).annotate(**counts)]
    most = max((row["number"] for row in found), default=0)
    lines = [
        Line(
            name=str(labels.get(row[name]) or "—"),
            number=row["number"],
            late=row["over"],
            width=round(row["number"] * WIDTH / most, 2),
            late_width=round(row["over"] * WIDTH / most, 2),
            key=str(row[name] or ""),
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: (-line.number, line.name))


def _late(now: datetime, by: timedelta = timedelta(0)) -> Q:
    found = Q()
    for clock in CLOCKS:
        found |= missed(clock, now, by)
    return found


def _counts(now: datetime) -> dict[str, Any]:
    found = {
        "received": Count("pk"),
        "closed": Count("pk", filter=Q(closed_at__isnull=False)),
        "late": Count("pk", filter=_late(now)),
        "reopened": Count("pk", filter=Q(reopened__gt=0)),
    }
    for clock in CLOCKS:
        is_over = missed(clock, now)
        counted = is_over | Q(**{f"{DONE[clock]}__isnull": False})
        found[f"{clock}_missed"] = Count("pk", filter=is_over)
        found[f"{clock}_counted"] = Count("pk", filter=counted)
    return found


def _to_head(rows: Any, now: datetime) -> Counter[date]:
    """Count by month what came to the head; databases know no service hours."""
    known = rules()
    late = rows.filter(_late(now, known.head_after)).select_related(None)
    return Counter(
        timezone.localdate(row.received_at).replace(day=1)
        for row in late.only("received_at", "opened_at", *DONE.values(), *DUE.values())
        if any(clock.level(now, known) is Level.HEAD for clock in row.clocks)
    )


REACHED = Q(outcome__in=[Outcome.SATISFIED, Outcome.UNSATISFIED])
_CALLS = {
    "made": Count("pk"),
    "reached": Count("pk", filter=REACHED),
    "happy": Count("pk", filter=Q(outcome=Outcome.SATISFIED)),
}


def _by_month(rows: Any, name: str, **counts: Any) -> dict[date, Mapping[str, int]]:
    cut = rows.order_by().annotate(month=TruncMonth(name)).values("month")
    return {row["month"].date(): row for row in cut.annotate(**counts)}


def _month(
    month: date, came: Mapping[str, int], calls: Mapping[str, int], to_head: int
) -> Month:
    target = min(number("satisfaction_target"), PERCENT)
    names = ("received", "closed", "late", "reopened")
    return Month(
        month,
        **{name: came.get(name, 0) for name in names},
        to_head=to_head,
        limits={
            clock: Share(
                came.get(f"{clock}_counted", 0) - came.get(f"{clock}_missed", 0),
                came.get(f"{clock}_counted", 0),
            )
            for clock in CLOCKS
        },
        called=_called(calls, None),
        satisfied=Share(calls.get("happy", 0), calls.get("reached", 0), target),
    )


def _called(calls: Mapping[str, int], target: int | None) -> Share:
    return Share(calls.get("reached", 0), calls.get("made", 0), target)
