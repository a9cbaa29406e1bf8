"""Mentors sample the self-reviews of each week: which weeks wait for a word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.plugins import plugin_settings
from plugins.mentoring.models import DailyReview, Pair
from plugins.mentoring.services.figures import Weeks
from plugins.mentoring.weeks import WeekState, monday_of


@dataclass(frozen=True)
class Sample:
    """The self-reviews of a week: how many there are, and how many have a comment."""

    monday: date
    written: int
    commented: int
    needed: int

    @property
    def is_taken(self) -> bool:
        """Whether enough of them have a comment; of few all."""
        return self.commented >= min(self.needed, self.written)


@dataclass(frozen=True)
class Samples:
    """The weeks of a pair in which something was written, the newest first."""

    weeks: Sequence[Sample]
    this_monday: date

    @property
    def current(self) -> Sample | None:
        """This week, if something was written."""
        return next((w for w in self.weeks if w.monday == self.this_monday), None)

    @property
    def is_due(self) -> bool:
        """Whether this week waits for a comment."""
        return self.current is not None and not self.current.is_taken

    @property
    def over(self) -> int:
        """How many weeks are over."""
        return sum(week.monday < self.this_monday for week in self.weeks)

    @property
    def missed(self) -> int:
        """How many of them have too few comments; a later one still counts."""
        return sum(
            week.monday < self.this_monday and not week.is_taken for week in self.weeks
        )

    @property
    def taken(self) -> int:
        """How many of them have enough."""
        return self.over - self.missed


def samples_of_pairs(
    pairs: Iterable[Pair], weeks: Mapping[int, Weeks], today: date
) -> dict[int, Samples]:
    """Return the weeks with self-reviews of each pair by its key: one query.

    Excused weeks ask for nothing here either, and none does when the setting is 0.
    """
    needed = int(plugin_settings("lms_mentoring")["weekly_samples"])
    keys = [each.pk for each in pairs] if needed > 0 else []
    found: dict[int, dict[date, list[bool]]] = defaultdict(lambda: defaultdict(list))
    rows = DailyReview.objects.filter(pair__in=keys).order_by("-day")
    for key, day, comment in rows.values_list("pair", "day", "comment"):
        found[key][monday_of(day)].append(bool(comment))
    return {
        each: Samples(_samples(found[each], weeks[each], needed), monday_of(today))
        for each in weeks
    }


def _samples(
    said: Mapping[date, list[bool]], weeks: Weeks, needed: int
) -> list[Sample]:
    excused = {w.monday for w in weeks.weeks if w.state == WeekState.EXCUSED}
    return [
        Sample(monday, len(commented), sum(commented), needed)
        for monday, commented in said.items()
        if monday not in excused
    ]


def review_to_sample(reviews: Iterable[Any], samples: Samples) -> int | None:
    """Return the key of the self-review of this week that needs a word most.

    The one with the lowest grades, of equals the newest; none when enough were taken.
    """
    if not samples.is_due:
        return None
    waiting = [
        each
        for each in reviews
        if not each.comment and monday_of(each.day) == samples.this_monday
    ]
    lowest = min(waiting, key=lambda each: (each.total, -each.day.toordinal()), default=None)  # fmt: skip
    return lowest.pk if lowest else None
