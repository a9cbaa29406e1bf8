"""What performance of a quarter hangs on: indicators against totals, person by person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from plugins.performance.models import Sheet
from plugins.performance.services.measuring import known_indicators
from plugins.performance.services.scoring import correlation, mean
from plugins.performance.services.settings import last_of, shifted
from plugins.performance.services.working import results_of

MONTHS = 3
LEAST_PEOPLE = 5
"""With fewer, that two figures go together says nothing."""
WEAK, STRONG = Decimal("0.3"), Decimal("0.6")


@dataclass(frozen=True)
class Link:
    """How an indicator goes with the totals."""

    key: str
    name: str
    pairs: Mapping[Any, tuple[Decimal, Decimal]]
    """Person to figure and total."""

    @property
    def mean(self) -> Decimal | None:
        """The mean of the figures; None for so few people that it would tell theirs."""
        return mean([v for v, _total in self.pairs.values()]) if self.is_known else None

    @cached_property
    def strength(self) -> Decimal | None:
        """The correlation; None for too few people."""
        return correlation([*self.pairs.values()]) if self.is_known else None

    @property
    def is_known(self) -> bool:
        """Whether there are enough people."""
        return len(self.pairs) >= LEAST_PEOPLE

    @property
    def level(self) -> str:
        """How strong it is, as a word of the code."""
        strength = abs(self.strength or Decimal(0))
        if self.strength is None:
            return "unknown"
        return "strong" if strength >= STRONG else "weak" if strength < WEAK else "some"


def quarter_of(day: date) -> date:
    """Return the first day of a quarter."""
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def links_of(first: date, table: int | None) -> list[Link]:
    """Return all indicators of a quarter, those that go closest with the totals first."""
    sheets = Sheet.objects.out().exclude(person=None).exclude(total=None)
    sheets = sheets.filter(month__month__gte=first, month__month__lt=shifted(first, MONTHS))  # fmt: skip
    if table is not None:
        sheets = sheets.filter(version__table=table)
    rows = [*sheets.select_related("version", "month").order_by("month__month", "pk")]
    totals = _means((row.person_id, row.total) for row in rows)
    found = [*_of_parts(rows, totals), *_of_plugins(first, totals)]
    return sorted(found, key=lambda each: (each.strength is None, -abs(each.strength or Decimal(0)), each.name))  # fmt: skip


def _means(values: Any) -> dict[Any, Decimal]:
    known: dict[Any, list[Decimal]] = defaultdict(list)
    for key, value in values:
        known[key].append(value)
    return {key: m for key, each in known.items() if (m := mean(each)) is not None}


def _of_parts(rows: Sequence[Sheet], totals: Mapping[Any, Decimal]) -> list[Link]:
    """Return the indicators of the tables, by the points that people have."""
    results = results_of(rows)
    names: dict[str, str] = {}
    points: dict[str, list[tuple[Any, Decimal]]] = defaultdict(list)
    for row in rows:
        for each in results[row.pk].parts:
            if each.points is not None:
                key = f"{row.version.table_id}-{each.part.key}"
                names[key] = each.part.label
                points[key].append((row.person_id, each.points))
    return [_link(key, names[key], _means(points[key]), totals) for key in names]


def _of_plugins(first: date, totals: Mapping[Any, Decimal]) -> list[Link]:
    """Return what other plugins know of the same people in these months."""
    last = last_of(shifted(first, MONTHS - 1))
    found = []
    for key, item in known_indicators().items():
        values = item.of_people({*totals}, first, last) if totals else {}
        if values:
            found.append(_link(key, str(item.label), values, totals))
    return found


def _link(key: str, name: str, values: Mapping[Any, Decimal], totals: Mapping[Any, Decimal]) -> Link:  # fmt: skip
    pairs = {person: (value, totals[person]) for person, value in values.items()}
    return Link(key, name, pairs)
