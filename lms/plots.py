"""Lines over months and dots of people as pictures, which say the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

WIDTH, HEIGHT = 640, 220
"""Of the picture, as components/graph.html draws it."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 50, 28, 34
_STEPS = 4
_ROOM = Decimal("0.1")
_MOST_LINES = 6
"""As many can be told apart."""
_MOST_LABELS = 7
"""As many have room beside each other on a phone."""
Values = Sequence[Decimal | None]


@dataclass(frozen=True)
class Dot:
    """A place in a plot, with its value."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Line:
    """Values that belong together, told apart by a number; dots alone have no name."""

    name: str
    number: int
    dots: Sequence[Dot]

    @property
    def corners(self) -> str:
        """The line through all dots."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True)
class Plot:
    """What is drawn, and the same in words."""

    lines: Sequence[Line]
    columns: Sequence[tuple[int, str]]
    ticks: Sequence[tuple[int, str]]
    goal_y: int | None
    words: str


@dataclass(frozen=True)
class _Scale:
    """Where values lie between two edges."""

    low: Decimal
    high: Decimal
    begin: int
    end: int

    @classmethod
    def around(
        cls, values: Sequence[Decimal], begin: int, end: int, most: Decimal | None = None
    ) -> "_Scale":  # fmt: skip
        least, largest = min(values), max(values)
        room = max((largest - least) * _ROOM, Decimal(1))
        low = (least - room).to_integral_value(ROUND_FLOOR)
        high = (largest + room).to_integral_value(ROUND_CEILING)
        if least >= 0:
            low = max(low, Decimal(0))
        if most is not None:
            high = max(min(high, most), low + 1)
        return cls(low, high, begin, end)

    def place(self, value: Decimal) -> int:
        share = (value - self.low) / (self.high - self.low)
        return round(self.begin + float(share) * (self.end - self.begin))

    def ticks(self) -> list[tuple[int, str]]:
        step = (self.high - self.low) / _STEPS
        values = [self.low + step * n for n in range(_STEPS + 1)]
        return [(self.place(value), _written(value)) for value in values]


def _upwards(values: Sequence[Decimal], most: Decimal | None = None) -> _Scale:
    return _Scale.around(values, HEIGHT - _BOTTOM, _TOP, most)


def lines_plot(
    columns: Sequence[str],
    lines: Sequence[tuple[str, Values]],
    *,
    goal: Decimal | None = None,
    most: Decimal | None = None,
    is_compared: bool = False,
) -> Plot | None:
    """Return lines with a value for each column; None where there is nothing to draw.

    `most` is where the scale ends. Values stand at the first line, unless lines are
    compared. Where columns are many, some are named, the last among them.
    """
    shown = lines[:_MOST_LINES]
    known = [v for _name, values in shown for v in values if v is not None]
    if not known:
        return None
    up = _upwards(known if goal is None else [*known, goal], most)
    places = [_place(n, len(columns)) for n in range(len(columns))]
    every = -(len(columns) // -_MOST_LABELS)
    named = {*range(len(columns) - 1, -1, -every)}
    drawn = []
    for number, (name, values) in enumerate(shown, 1):
        says_values = number == 1 and not is_compared
        dots = [
            Dot(x, up.place(v), _written(v) if says_values and n in named else "")
            for n, (x, v) in enumerate(zip(places, values, strict=True))
            if v is not None
        ]
        drawn.append(Line(name, number, dots))
    words = "; ".join(_said(name, columns, values) for name, values in shown)
    goal_y = None if goal is None else up.place(goal)
    labels = [(places[n], columns[n]) for n in sorted(named)]
    return Plot(drawn, labels, up.ticks(), goal_y, words)


def _place(number: int, columns: int) -> int:
    width = WIDTH - _LEFT - _RIGHT
    return _LEFT + (width // 2 if columns == 1 else width * number // (columns - 1))


def dots_plot(pairs: Sequence[tuple[Decimal, Decimal]], words: str) -> Plot | None:
    """Return a dot for each pair, without names; None where there is nothing to draw."""
    if not pairs:
        return None
    xs, ys = zip(*pairs, strict=True)
    across, up = _Scale.around(xs, _LEFT, WIDTH - _RIGHT), _upwards(ys)
    dots = [Dot(across.place(x), up.place(y), "") for x, y in pairs]
    return Plot([Line("", 1, dots)], across.ticks(), up.ticks(), None, words)


def short_month(first: date) -> str:
    """Return a month as a plot has room for it."""
    return f"{first.year}/{first.month}"


def _said(name: str, columns: Sequence[str], values: Values) -> str:
    pairs = [(c, v) for c, v in zip(columns, values, strict=True) if v is not None]
    return f"{name}: {', '.join(f'{column} {_written(v)}' for column, v in pairs)}"


def _written(value: Decimal) -> str:
    """Return a number without zeros that say nothing."""
    return f"{value:.1f}".removesuffix(".0")
