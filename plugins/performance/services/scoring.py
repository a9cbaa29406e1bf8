"""How marks and figures become points and a total, and totals places and streaks.

Nothing here asks the database, and every step can be done again by hand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from plugins.performance.enums import Kind, Side
from plugins.performance.models.table import Part

FULL = Decimal(100)
_PLACES = Decimal("0.01")


def rounded(value: Decimal) -> Decimal:
    """Return a number with two places, half of one upwards."""
    return value.quantize(_PLACES, ROUND_HALF_UP)


def mean(values: Collection[Decimal | int]) -> Decimal | None:
    """Return the mean; None of nothing."""
    return rounded(Decimal(sum(values)) / len(values)) if values else None


def median(values: Collection[Decimal]) -> Decimal | None:
    """Return the middle of some numbers; None of nothing."""
    ordered, middle = sorted(values), len(values) // 2
    return mean(ordered[middle - (len(ordered) % 2 == 0) : middle + 1])


def call_backs(numbers: Mapping[str, int], quota: int) -> Decimal:
    """Return the completion of call-backs: done / (quota x people on duty) x days to attend."""
    expected = quota * numbers["people"]
    return rounded(Decimal(numbers["calls"]) * numbers["days"] / expected)


def points_of(value: Decimal, goal: Decimal, *, is_less: bool) -> Decimal:
    """Return what a figure is worth: all points at its target, in proportion before it.

    Of value to target, or of target to value where less is better; never more than 100.
    """
    if is_less:
        if value <= goal:
            return FULL
        return rounded(max(goal, Decimal(0)) * FULL / value)
    if goal <= 0:
        return FULL if value >= goal else Decimal(0)
    return rounded(min(max(value, Decimal(0)) * FULL / goal, FULL))


@dataclass(frozen=True)
class Marked:
    """What one side gave for an indicator."""

    side: Side
    weight: int
    mean: Decimal | None
    number: int
    """How many people gave it."""


@dataclass(frozen=True)
class Given:
    """What is known of one sheet."""

    marks: Mapping[Side, Sequence[Mapping[str, int]]] = field(default_factory=dict)
    """By side: the marks of each rating that was handed in, by indicator."""
    figures: Mapping[str, tuple[Decimal, Mapping[str, int]]] = field(
        default_factory=dict
    )
    """By indicator: value, and what it was worked out from."""
    bonuses: Sequence[int] = ()
    corrected: Mapping[str, Decimal] = field(default_factory=dict)
    """By indicator: the points that count in place of what is worked out."""


@dataclass(frozen=True)
class PartResult:
    """What an indicator came to."""

    part: Part
    points: Decimal | None
    sides: Sequence[Marked] = ()
    value: Decimal | None = None
    goal: Decimal | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    share: Decimal = Decimal(0)
    """How much it counts in percent, once what is missing is left out."""
    is_corrected: bool = False

    @property
    def counted(self) -> Decimal | None:
        """What it adds to the total."""
        return None if self.points is None else rounded(self.points * self.share / FULL)

    @property
    def missing_sides(self) -> list[Marked]:
        """The sides that have given nothing, although they count."""
        return [each for each in self.sides if each.weight and each.mean is None]


@dataclass(frozen=True)
class Result:
    """What a sheet came to."""

    parts: Sequence[PartResult]
    base: Decimal | None
    """Of the indicators alone."""
    bonus: Decimal
    is_bonus_corrected: bool = False

    @property
    def total(self) -> Decimal | None:
        """Base and bonus together, never less than 0; None while nothing is known."""
        return None if self.base is None else max(self.base + self.bonus, Decimal(0))

    @property
    def missing(self) -> list[PartResult]:
        """The indicators of which nothing is known."""
        return [each for each in self.parts if each.points is None]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and not any(p.missing_sides for p in self.parts)


def score(
    parts: Sequence[Part], weights: Mapping[Side, int], given: Given, bonus_key: str
) -> Result:
    """Return what a sheet comes to: the mean of its indicators by their weights, and bonuses.

    What is missing is left out, and the weights of the others count in proportion.
    """
    found = [_score_part(part, weights, given) for part in parts]
    known = [each for each in found if each.points is not None and each.part.weight]
    sum_of_weights = sum(each.part.weight for each in known)
    with_shares = [
        replace(each, share=rounded(Decimal(each.part.weight) * FULL / sum_of_weights))
        if each in known
        else each
        for each in found
    ]
    base = None
    if sum_of_weights:
        weighed = sum((p.points or 0) * p.part.weight for p in known)
        base = rounded(Decimal(weighed) / sum_of_weights)
    bonus = given.corrected.get(bonus_key, Decimal(sum(given.bonuses)))
    return Result(with_shares, base, bonus, bonus_key in given.corrected)


def _score_part(part: Part, weights: Mapping[Side, int], given: Given) -> PartResult:
    result = _rated(part, weights, given) if part.is_rated else _counted(part, given)
    if part.key not in given.corrected:
        return result
    return replace(result, points=given.corrected[part.key], is_corrected=True)


def _rated(part: Part, weights: Mapping[Side, int], given: Given) -> PartResult:
    sides = []
    for side in Side:
        marks = [m[part.key] for m in given.marks.get(side, ()) if part.key in m]
        sides.append(Marked(side, weights.get(side, 0), mean(marks), len(marks)))
    known = [each for each in sides if each.weight and each.mean is not None]
    sum_of_weights = sum(each.weight for each in known)
    if not sum_of_weights:
        return PartResult(part, None, sides)
    weighed = sum((each.mean or 0) * each.weight for each in known)
    return PartResult(part, rounded(Decimal(weighed) / sum_of_weights), sides)


def _counted(part: Part, given: Given) -> PartResult:
    value, numbers = given.figures.get(part.key, (None, {}))
    goal = part.goal
    if part.kind == Kind.CALLS and goal is None and numbers:
        goal = Decimal(numbers["days"])
    if value is None or goal is None:
        return PartResult(part, None, goal=goal)
    points = points_of(value, goal, is_less=part.is_less)
    return PartResult(part, points, (), value, goal, numbers)


def places_of(totals: Mapping[Any, Decimal]) -> dict[Any, int]:
    """Return the place of each, from 1; who has the same total has the same place."""
    ordered = sorted(totals.values(), reverse=True)
    return {key: ordered.index(total) + 1 for key, total in totals.items()}


def at_the_top(totals: Mapping[Any, Decimal], number: int) -> set[Any]:
    """Return who has one of the first places."""
    return {key for key, place in places_of(totals).items() if place <= number}


def at_the_end(totals: Mapping[Any, Decimal], number: int, top: int) -> set[Any]:
    """Return who has one of the last places, but nobody who is at the top as well."""
    turned = {key: -total for key, total in totals.items()}
    return at_the_top(turned, number) - at_the_top(totals, top)


def has_streak(months: Sequence[bool | None], length: int) -> bool:
    """Tell whether the newest months are a streak that has no prize yet.

    `months` are the newest first: True at the top, False not, None at the top with a
    prize already; a month counts towards one prize.
    """
    newest = months[:length]
    return length > 0 and len(newest) == length and all(newest)


def correlation(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return how closely two figures go together, from -1 to 1; None where one stands still."""
    if not pairs:
        return None
    xs, ys = zip(*pairs, strict=True)
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    both = sum((a - x) * (b - y) for a, b in pairs)
    spread = sum((a - x) ** 2 for a in xs) * sum((b - y) ** 2 for b in ys)
    return rounded(both / spread.sqrt()) if spread else None
