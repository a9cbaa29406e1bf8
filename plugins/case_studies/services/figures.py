"""Numbers about cases, for the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format

from plugins.case_studies.enums import ActionState, CaseKind, RootCause
from plugins.case_studies.models import CaseAction

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WIDTH = 100
MOST_PRODUCTS = 12
MONTHS = 12


@dataclass(frozen=True)
class Bar:
    """A line of a plot: what it is, how many good, bad and benchmark, how wide."""

    label: "_StrOrPromise"
    good: int
    bad: int
    benchmark: int
    longest: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.good + self.bad + self.benchmark

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """Each part of the bar: its name, where it begins, how wide it is."""
        found, at = [], 0.0
        for name in CaseKind.values:
            width = round(getattr(self, name) * WIDTH / self.longest, 2)
            found.append((name, round(at, 2), width))
            at += width
        return found


def bars_by(
    cases: QuerySet[Any], field: str, labels: Mapping[str, Any] | None = None
) -> list[Bar]:
    """Return a bar for each value of a field, the longest first; empty ones left out."""
    rows = cases.exclude(**{field: ""}).order_by().values_list(field)
    bars = _bars(rows.annotate(**_numbers()), labels or {})
    return sorted(bars, key=lambda bar: (-bar.total, str(bar.label)))[:MOST_PRODUCTS]


def bars_by_month(cases: QuerySet[Any]) -> list[Bar]:
    """Return a bar for each of the last months in which something was published."""
    rows = (
        cases.order_by()
        .annotate(month=TruncMonth("record__published_at"))
        .values_list("month")
        .annotate(**_numbers())
        .order_by("-month")[:MONTHS]
    )
    shown = [
        (date_format(month, "YEAR_MONTH_FORMAT"), *numbers)
        for month, *numbers in rows
        if month
    ]
    return _bars(shown[::-1], {})


def causes_of(cases: QuerySet[Any]) -> list[Bar]:
    """Return a bar for each root cause."""
    return bars_by(cases, "root_cause", dict(RootCause.choices))


def actions_of(cases: QuerySet[Any]) -> dict[str, int]:
    """Return how many actions are in each state."""
    rows = CaseAction.objects.filter(page__in=cases.values("pk")).order_by()
    found = dict(rows.values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in ActionState.values}


def _numbers() -> dict[str, Count]:
    return {
        f"{kind}_cases": Count("pk", filter=Q(kind=kind)) for kind in CaseKind.values
    }


def _bars(rows: Any, labels: Mapping[str, Any]) -> list[Bar]:
    found = [*rows]
    longest = max((good + bad + other for _v, good, bad, other in found), default=1)
    return [
        Bar(labels.get(value, value), good, bad, benchmark, longest or 1)
        for value, good, bad, benchmark in found
    ]
