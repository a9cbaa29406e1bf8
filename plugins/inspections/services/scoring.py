"""Pure: marks of a sheet to a score, scores of a month to one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from plugins.inspections.enums import Level, Source
from plugins.inspections.models import Criterion

FULL = Decimal(100)
_CENT = Decimal("0.01")
_SHARES = {Level.FULL: Decimal(1), Level.HALF: Decimal("0.5"), Level.NONE: Decimal(0)}


def rounded(value: Decimal) -> Decimal:
    """Return a score as it is kept."""
    return value.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Scored:
    """What a sheet comes to."""

    points: Decimal
    most: int
    """Points of those criteria that occurred."""
    cap: int | None
    """The least cap of what was knocked out; None where nothing was."""

    @property
    def score(self) -> Decimal | None:
        """Of 100; None where nothing occurred."""
        if self.cap == 0:
            return rounded(Decimal(0))
        if not self.most:
            return None
        whole = self.points * FULL / self.most
        return rounded(whole if self.cap is None else min(whole, Decimal(self.cap)))


def lost_of(criterion: Criterion, level: str | None) -> Decimal:
    """Return the points that a mark takes away."""
    if level not in _SHARES:
        return Decimal(0)
    return criterion.points * (1 - _SHARES[Level(level)])


def score_sheet(
    criteria: Sequence[Criterion], marks: Mapping[str, str], knocked: Iterable[str]
) -> Scored:
    """Return what marks come to; criteria without a mark count as not occurred."""
    rated = [
        each
        for each in criteria
        if not each.is_knockout and marks.get(each.key) in _SHARES
    ]
    most = sum(each.points for each in rated)
    lost = sum((lost_of(each, marks.get(each.key)) for each in rated), Decimal(0))
    hit = {*knocked}
    caps = [each.cap for each in criteria if each.cap is not None and each.key in hit]
    return Scored(most - lost, most, min(caps, default=None))


@dataclass(frozen=True)
class Part:
    """What one source adds to a month."""

    source: Source
    weight: int
    """As the plan says."""
    counted: Decimal
    """In percent, once missing sources are left out."""
    number: int
    mean: Decimal | None


@dataclass(frozen=True)
class MonthScore:
    """A person's month, and how it was reached."""

    score: Decimal | None
    parts: Sequence[Part]

    @property
    def missing(self) -> list[Part]:
        """Sources that count and of which there is nothing yet."""
        return [part for part in self.parts if part.weight and part.mean is None]

    @property
    def is_whole(self) -> bool:
        """Whether every source that counts is there."""
        return self.score is not None and not self.missing


def score_month(
    weights: Sequence[tuple[Source, int]], results: Mapping[str, Sequence[Decimal]]
) -> MonthScore:
    """Return the mean of sources by their weights.

    Where a source is missing, the weights of the others are stretched to 100.
    """
    means = {
        source: sum(results[source], Decimal(0)) / len(results[source])
        for source, _weight in weights
        if results.get(source)
    }
    there = sum(weight for source, weight in weights if source in means)
    parts = [
        Part(
            source,
            weight,
            rounded(weight * FULL / there) if there and source in means else Decimal(0),
            len(results.get(source, ())),
            rounded(means[source]) if source in means else None,
        )
        for source, weight in weights
    ]
    if not there:
        return MonthScore(None, parts)
    total = sum((means[s] * w for s, w in weights if s in means), Decimal(0))
    return MonthScore(rounded(total / there), parts)
