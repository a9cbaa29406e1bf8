"""The weeks of a pair as a small plot, which says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plugins.mentoring.services.figures import Weeks
from plugins.mentoring.weeks import WeekState

SIZE = 24
IN_A_ROW = 13  # a quarter of a year
SIGNS = {
    WeekState.KEPT: "✓",
    WeekState.LATE: "✓",
    WeekState.MISSING: "✗",
    WeekState.EXCUSED: "/",
    WeekState.DUE: "…",
    WeekState.AHEAD: "",
}


@dataclass(frozen=True)
class Square:
    """A week in the plot."""

    x: int
    y: int
    state: WeekState
    sign: str


@dataclass(frozen=True)
class Strip:
    """The plot, and what it says."""

    squares: Sequence[Square]
    width: int
    height: int
    words: str
    weeks: Weeks


def strip_of(weeks: Weeks) -> Strip | None:
    """Return the plot; None for a pair that is too short to have a week."""
    if not weeks.weeks:
        return None
    squares = [
        Square(
            number % IN_A_ROW * SIZE,
            number // IN_A_ROW * SIZE,
            week.state,
            SIGNS[week.state],
        )
        for number, week in enumerate(weeks.weeks)
    ]
    return Strip(
        squares,
        width=SIZE * min(len(squares), IN_A_ROW),
        height=squares[-1].y + SIZE,
        words=_in_words(weeks),
        weeks=weeks,
    )


def _in_words(weeks: Weeks) -> str:
    """Return how many weeks are of each kind, those alone that there are."""
    counts = [
        _("%(state)s: %(n)d") % {"state": state.label, "n": weeks.counts[state]}
        for state in WeekState
        if weeks.counts[state]
    ]
    return " · ".join(counts)
