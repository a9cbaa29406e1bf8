"""How points become marks, and marks one mark. Pure: no database, no clock.

Everything is exact until the end, then rounded half up to two places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from statistics import median

from plugins.courses.enums import Aggregation
from plugins.courses.models import Criterion

FULL = 100
_PLACES = 2
_ENOUGH_TO_TRIM = 3

Part = tuple[str, int, int | None]
"""Kind, weight and floor of a part of the final mark."""


@dataclass(frozen=True)
class FinalMark:
    """The mark of a course; none as long as a part is missing."""

    score: Decimal | None
    parts: Mapping[str, Decimal | None]
    missing: Sequence[str]
    """Kinds of parts without a mark."""
    below_floor: Sequence[str]
    """Kinds of parts that did not reach their floor."""
    is_passed: bool


def half_up(value: Fraction | Decimal | int) -> Decimal:
    """Round to two places, halves away from zero; no mark is negative."""
    scaled = floor(Fraction(value) * 10**_PLACES + Fraction(1, 2))
    return Decimal(scaled).scaleb(-_PLACES)


def total_of(criteria: Sequence[Criterion], marks: Mapping[str, int]) -> Decimal:
    """Return the score of a sheet, of 100; a criterion without points counts as none."""
    weights = sum(each.weight for each in criteria)
    reached = sum(
        (
            Fraction(each.weight * marks.get(str(place), 0), each.points)
            for place, each in enumerate(criteria)
        ),
        Fraction(),
    )
    return half_up(reached * FULL / weights)


def aggregate(totals: Sequence[Decimal], how: str) -> Decimal:
    """Return one mark of those of several judges; they may stand in any order.

    Less than three are too few to leave the highest and the lowest out: their mean.
    """
    exact = sorted(Fraction(each) for each in totals)
    if how == Aggregation.MEDIAN:
        return half_up(median(exact))
    if how == Aggregation.TRIMMED and len(exact) >= _ENOUGH_TO_TRIM:
        exact = exact[1:-1]
    return half_up(mean_of(exact))


def mean_of(values: Sequence[Fraction | Decimal]) -> Fraction:
    """Return the exact mean."""
    return sum((Fraction(each) for each in values), Fraction()) / len(values)


def spread_of(totals: Sequence[Decimal]) -> Decimal:
    """Return by how much the judges differ."""
    return max(totals) - min(totals)


def weigh(
    parts: Sequence[Part], marks: Mapping[str, Decimal | None], *, pass_mark: int
) -> FinalMark:
    """Return the final mark. A part that counts and is missing is none, never 0."""
    counting = [(kind, weight, least) for kind, weight, least in parts if weight]
    known = {kind: marks.get(kind) for kind, _weight, _least in counting}
    missing = [kind for kind, mark in known.items() if mark is None]
    below = [
        kind
        for kind, _weight, least in counting
        if least is not None and (mark := known[kind]) is not None and mark < least
    ]
    score = None
    if not missing:
        weights = sum(weight for _kind, weight, _least in counting)
        sums = (Fraction(known[kind] or 0) * weight for kind, weight, _ in counting)
        score = half_up(sum(sums, Fraction()) / weights) if weights else None
    return FinalMark(
        score=score,
        parts=known,
        missing=missing,
        below_floor=below,
        is_passed=score is not None and score >= pass_mark and not below,
    )
