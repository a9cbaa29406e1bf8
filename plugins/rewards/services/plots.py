"""Figures as lines of a plot."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 100, 40


@dataclass(frozen=True)
class Line:
    """One line of a plot."""

    name: str
    number: int
    width: float
    key: str = ""
    is_me: bool = False


def plotted(rows: Sequence[tuple[str, int, str]], me: str = "") -> list[Line]:
    """Return lines whose widths are parts of the longest."""
    longest = max((number for _name, number, _key in rows), default=0) or 1
    return [
        Line(
            name,
            number,
            round(number * WIDTH / longest, 2),
            key,
            is_me=bool(me and key == me),
        )
        for name, number, key in rows
    ]


def corners(lines: Sequence[Line]) -> str:
    """Return the corners of a line through all figures, for an SVG of 100 x 40."""
    step = WIDTH / max(len(lines) - 1, 1)
    heights = (HEIGHT - line.width * (HEIGHT - 2) / WIDTH - 1 for line in lines)
    return " ".join(f"{n * step:.1f},{height:.1f}" for n, height in enumerate(heights))
