"""How marks are spread, as bars of a plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from plugins.courses.services.practicals.scoring import FULL

STEP = 10
WIDTH = 100


@dataclass(frozen=True)
class Band:
    """A line of the plot: marks from one to another, how many, how wide."""

    first: int
    last: int
    number: int
    width: float
    level: str
    """"low", "passed" or "merit", as of the lines that the band begins at."""


def bands_of(scores: Sequence[Decimal], pass_mark: int, merit_mark: int) -> list[Band]:
    """Return the bands of marks, the best first, cut at the two lines as well."""
    cuts = sorted({*range(0, FULL, STEP), pass_mark, merit_mark} - {FULL})
    ends = [*cuts[1:], FULL + 1]
    counts = [
        sum(first <= score < end for score in scores)
        for first, end in zip(cuts, ends, strict=True)
    ]
    longest = max(counts, default=0) or 1
    return [
        Band(
            first=first,
            last=end - 1,
            number=number,
            width=round(number * WIDTH / longest, 2),
            level="merit" if first >= merit_mark else "passed" if first >= pass_mark else "low",
        )
        for first, end, number in zip(cuts, ends, counts, strict=True)
    ][::-1]  # fmt: skip
