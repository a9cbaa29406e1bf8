"""Pure: which weeks of a pair ask for an observation, and what became of each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import pgettext_lazy

WEEK = timedelta(days=7)
MOST_OF_A_WEEK = 4


class WeekState(models.TextChoices):
    """What a week of a pair is on a day: computed, never stored."""

    KEPT = "kept", pgettext_lazy("week of a pair", "kept")
    LATE = "late", pgettext_lazy("week of a pair", "written late")
    MISSING = "missing", pgettext_lazy("week of a pair", "missing")
    EXCUSED = "excused", pgettext_lazy("week of a pair", "excused")
    DUE = "due", pgettext_lazy("week of a pair", "to be written")
    AHEAD = "ahead", pgettext_lazy("week of a pair", "ahead")


@dataclass(frozen=True)
class Seen:
    """An observation: of which day it is, and when it was written."""

    seen_on: date
    written_on: date


@dataclass(frozen=True)
class Week:
    """A week of a pair."""

    monday: date
    state: WeekState

    @property
    def sunday(self) -> date:
        """Its last day: until then its observation is in time."""
        return self.monday + WEEK - timedelta(days=1)


def monday_of(day: date) -> date:
    """Return the first day of an ISO week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of an ISO week."""
    monday = monday_of(day)
    return monday, monday + WEEK - timedelta(days=1)


Days = tuple[date, date]
"""The first and the last of some days."""


def active_weeks(first: date, last: date) -> list[date]:
    """Return the Mondays of the weeks of which a pair has most of the days."""
    found = []
    monday = monday_of(first)
    while monday <= last:
        begin, end = max(first, monday), min(last, monday + WEEK - timedelta(days=1))
        if (end - begin).days + 1 >= MOST_OF_A_WEEK:
            found.append(monday)
        monday += WEEK
    return found


def _days_there(monday: date, first: date, last: date, away: Sequence[Days]) -> int:
    """Return how many days of a week a pair has, without those on leave."""
    days = (monday + timedelta(days=n) for n in range(7))
    return sum(
        first <= day <= last and not any(begins <= day <= ends for begins, ends in away)
        for day in days
    )


def weeks_of(
    first: date,
    last: date,
    seen: Iterable[Seen],
    *,
    today: date,
    needed: int = 1,
    away: Sequence[Days] = (),
) -> Sequence[Week]:
    """Return each week of a pair and what it is today; `away` are days on leave."""
    written: Counter[date] = Counter()
    in_time: Counter[date] = Counter()
    for each in seen:
        monday = monday_of(each.seen_on)
        written[monday] += 1
        in_time[monday] += each.written_on < monday + WEEK

    def state(monday: date) -> WeekState:
        if in_time[monday] >= needed:
            return WeekState.KEPT
        if written[monday] >= needed:
            return WeekState.LATE
        if away and _days_there(monday, first, last, away) < MOST_OF_A_WEEK:
            return WeekState.EXCUSED
        if monday + WEEK <= today:
            return WeekState.MISSING
        return WeekState.DUE if max(monday, first) <= today else WeekState.AHEAD

    return [Week(monday, state(monday)) for monday in active_weeks(first, last)]
