"""Months as lines and people as dots, which say the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 90, 50, 28, 34
_STEPS = 4
_ROOM = Decimal("0.15")
Values = Sequence[Decimal | None]


@dataclass(frozen=True)
class Dot:
    """A place in a plot, with its value."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Line:
    """Values that belong together, told apart by a number."""

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
    def around(cls, values: Sequence[Decimal], begin: int, end: int) -> "_Scale":
        room = max((max(values) - min(values)) * _ROOM, Decimal(1))
        low, high = min(values) - room, max(values) + room
        is_positive = min(values) >= 0
        return cls(max(low, Decimal(0)) if is_positive else low, high, begin, end)

    def place(self, value: Decimal) -> int:
        share = (value - self.low) / (self.high - self.low)
        return round(self.begin + float(share) * (self.end - self.begin))

    def ticks(self) -> list[tuple[int, str]]:
        step = (self.high - self.low) / _STEPS
        values = [self.low + step * n for n in range(_STEPS + 1)]
        return [(self.place(value), written(value)) for value in values]


def months_plot(
    months: Sequence[str],
    lines: Sequence[tuple[str, Values]],
    goal: Decimal | None = None,
) -> Plot | None:
    """Return lines over months; None where there is nothing to draw."""
    known = [v for _name, values in lines for v in values if v is not None]
    if not known:
        return None
    scale = _Scale.around([*known, *([] if goal is None else [goal])], HEIGHT - BOTTOM, TOP)  # fmt: skip
    wide = (WIDTH - LEFT - RIGHT) / max(len(months) - 1, 1)
    places = [round(LEFT + wide * n) for n in range(len(months))]
    drawn = [
        Line(
            name,
            number,
            [
                Dot(x, scale.place(v), written(v))
                for x, v in zip(places, values, strict=True)
                if v is not None
            ],
        )
        for number, (name, values) in enumerate(lines, 1)
    ]
    words = "; ".join(_said(name, months, values) for name, values in lines)
    columns = [*zip(places, months, strict=True)]
    goal_y = None if goal is None else scale.place(goal)
    return Plot(drawn, columns, scale.ticks(), goal_y, words)


def people_plot(pairs: Sequence[tuple[Decimal, Decimal]], words: str) -> Plot | None:
    """Return a dot for each pair, without names; None where there is nothing to draw."""
    if not pairs:
        return None
    xs, ys = zip(*pairs, strict=True)
    across = _Scale.around(xs, LEFT, WIDTH - RIGHT)
    up = _Scale.around(ys, HEIGHT - BOTTOM, TOP)
    dots = [Dot(across.place(x), up.place(y), "") for x, y in pairs]
    return Plot([Line("", 1, dots)], across.ticks(), up.ticks(), None, words)


def _said(name: str, months: Sequence[str], values: Values) -> str:
    pairs = zip(months, values, strict=True)
    said = [f"{month} {written(v)}" for month, v in pairs if v is not None]
    return f"{name}: {', '.join(said)}"


def written(value: Decimal) -> str:
    """Return a number without zeros that say nothing."""
    return f"{value:.1f}".removesuffix(".0")
