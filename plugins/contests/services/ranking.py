"""Pure: scores to marks, marks to totals, totals to ranks, ranks to prizes."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
FEWEST_TO_DROP = 5
"""So many scores there must be before the highest and the lowest are left out."""
_CENT = Decimal("0.01")


def rounded(value: Decimal) -> Decimal:
    """Return a mark as it is kept."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def weighted(parts: Sequence[tuple[int, Decimal]]) -> Decimal:
    """Return the mean of marks by their weights."""
    whole = sum(weight for weight, _mark in parts)
    return rounded(sum((weight * mark for weight, mark in parts), Decimal(0)) / whole)


def judged(scores: Sequence[Decimal], *, drops_extremes: bool) -> Decimal:
    """Return the mean of the judges; with five or more without the two extremes."""
    kept = sorted(scores)
    if drops_extremes and len(kept) >= FEWEST_TO_DROP:
        kept = kept[1:-1]
    return rounded(sum(kept, Decimal(0)) / len(kept))


def ranks_of(totals: Mapping[K, Decimal]) -> dict[K, int]:
    """Return the rank of each; equal totals share one, and the next are left free."""
    counts = Counter(totals.values())
    ranks, next_rank = {}, 1
    for value in sorted(counts, reverse=True):
        ranks[value] = next_rank
        next_rank += counts[value]
    return {key: ranks[total] for key, total in totals.items()}


@dataclass(frozen=True)
class Cut:
    """Who goes on by the figures."""

    through: frozenset[Hashable]
    """Those who go on for sure."""
    tied: frozenset[Hashable]
    """Those who share the last places, of which there are fewer."""
    places: int
    """How many of the tied there is room for."""


def cut(totals: Mapping[K, Decimal], places: int) -> Cut:
    """Return who goes on where there are so many places."""
    ranks = ranks_of(totals)
    shared = Counter(ranks.values())
    through = {k for k, rank in ranks.items() if rank + shared[rank] - 1 <= places}
    last = {k for k, rank in ranks.items() if rank <= places} - through
    return Cut(
        frozenset(through), frozenset(last), places - len(through) if last else 0
    )


def prizes_of(ranks: Mapping[K, int], amounts: Sequence[Decimal]) -> dict[K, Decimal]:
    """Return what each wins; who shares a rank shares what their ranks win together.

    Fractions of a cent are not paid: never more is given than there is.
    """
    shared = Counter(ranks.values())
    won = {
        rank: (sum(amounts[rank - 1 : rank - 1 + n], Decimal(0)) / n).quantize(
            _CENT, ROUND_DOWN
        )
        for rank, n in shared.items()
    }
    return {key: won[rank] for key, rank in ranks.items() if won[rank]}


def shares_of(amount: Decimal, people: int) -> list[Decimal]:
    """Divide a prize to the cent; the first ones get the cents that are left over."""
    cents = int(amount / _CENT)
    least, more = divmod(cents, people)
    return [(least + (n < more)) * _CENT for n in range(people)]
