"""Pure: what evidence is worth, and who stands where."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FULL = Decimal(100)
_CENT = Decimal("0.01")


def rounded(value: Decimal) -> Decimal:
    """Return a figure as it is kept and shown: two places, halves up."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def of_goal(number: int, goal: int) -> Decimal:
    """Return what a number is worth of 100, where `goal` is all of it."""
    return rounded(min(FULL, FULL * number / goal))


def mean(marks: Sequence[Decimal]) -> Decimal:
    """Return the mean of some marks."""
    return rounded(sum(marks, Decimal(0)) / len(marks))


def share(votes: int, voters: int) -> Decimal:
    """Return the votes that somebody got, of 100 that were possible.

    Teams of any size are alike in this: with all votes of the others it is 100.
    """
    return rounded(min(FULL, FULL * votes / voters)) if voters > 0 else Decimal(0)


@dataclass(frozen=True)
class Part:
    """One criterion for one person: what there was, what that is worth, how it weighs."""

    criterion: str
    found: str
    """What there was, such as `2`; "" where nobody could have anything."""
    worth: Decimal
    weight: int

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {**vars(self), "worth": str(self.worth)}


def weights_in_use(
    weights: Mapping[str, int], worth: Mapping[Any, Mapping[str, Decimal]]
) -> dict[str, int]:
    """Return the weights of what anybody has: the others are left out for all alike."""
    there = {name for each in worth.values() for name, value in each.items() if value}
    return {name: n for name, n in weights.items() if n and name in there}


def total(parts: Iterable[Part]) -> Decimal:
    """Return the weighted mean, of 100."""
    rows = [*parts]
    weight = sum(each.weight for each in rows)
    points = sum((each.worth * each.weight for each in rows), Decimal(0))
    return rounded(points / weight) if weight else Decimal(0)


def ranks(totals: Sequence[Decimal]) -> list[int]:
    """Return the rank of each, the best first; the same figure has the same rank."""
    number = Counter(totals)
    first, above = {}, 1
    for value in sorted(number, reverse=True):
        first[value] = above
        above += number[value]
    return [first[value] for value in totals]
