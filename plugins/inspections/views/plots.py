"""Lines over months as plots, which say the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 80, 44, 20, 28
_TICKS = 4
_MARGIN = Decimal("0.1")
MOST_SERIES = 6


@dataclass(frozen=True)
class Dot:
    """A month of a line."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Series:
    """A line, told apart by its number."""

    name: str
    number: int
    dots: Sequence[Dot]

    @property
    def corners(self) -> str:
        """The line through all dots."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True)
class Plot:
    """Lines over months, with a goal."""

    series: Sequence[Series]
    months: Sequence[tuple[int, str]]
    ticks: Sequence[tuple[int, str]]
    goal_y: int | None
    words: str


Values = Sequence[Decimal | None]


def plot_of(
    months: Sequence[str],
    lines: Sequence[tuple[str, Values]],
    *,
    goal: Decimal | None = None,
    most: Decimal | None = None,
) -> Plot | None:
    """Return a plot; None where there is nothing to draw. `most` is where the scale ends."""
    shown = lines[:MOST_SERIES]
    known = [v for _name, values in shown for v in values if v is not None]
    if not known:
        return None
    low, high = _range([*known, *([goal] if goal is not None else [])], most)
    places = [_place(n, len(months)) for n in range(len(months))]

    def height(value: Decimal) -> int:
        share = (value - low) / (high - low)
        return round(HEIGHT - BOTTOM - float(share) * (HEIGHT - TOP - BOTTOM))

    series = [
        Series(
            name,
            number,
            [
                Dot(x, height(v), written(v))
                for x, v in zip(places, values, strict=True)
                if v is not None
            ],
        )
        for number, (name, values) in enumerate(shown, 1)
    ]
    steps = [low + (high - low) * n / _TICKS for n in range(_TICKS + 1)]
    return Plot(
        series,
        [*zip(places, months, strict=True)],
        [(height(step), written(step)) for step in steps],
        height(goal) if goal is not None else None,
        "; ".join(_said(name, months, values) for name, values in shown),
    )


def _place(number: int, months: int) -> int:
    width = WIDTH - LEFT - RIGHT
    return LEFT + (width // 2 if months == 1 else width * number // (months - 1))


def _range(values: Sequence[Decimal], most: Decimal | None) -> tuple[Decimal, Decimal]:
    least, largest = min(values), max(values)
    room = max((largest - least) * _MARGIN, Decimal(1))
    low = max(Decimal(0), least - room).to_integral_value(rounding="ROUND_FLOOR")
    high = (largest + room).to_integral_value(rounding="ROUND_CEILING")
    return low, high if most is None else max(min(high, most), low + 1)


def _said(name: str, months: Sequence[str], values: Values) -> str:
    said = [f"{m} {written(v)}" for m, v in zip(months, values, strict=True) if v is not None]  # fmt: skip
    return f"{name}: {', '.join(said)}"


def written(value: Any) -> str:
    """Return a number without zeros that say nothing."""
    return f"{Decimal(value):.1f}".removesuffix(".0")
