"""What became of the weeks of many pairs, and what mentors have achieved."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from knowledge_base.models.periods import site_day
from lms.plugins import plugin_settings
from plugins.mentoring.enums import PairState
from plugins.mentoring.models import Leave, Mentor, Observation, Pair, Result
from plugins.mentoring.weeks import Days, Seen, Week, WeekState, monday_of, weeks_of

MOST_DAYS = 3650
"""A setting may be any number; no calendar goes on for ever."""


@dataclass(frozen=True)
class Weeks:
    """The weeks of a pair, counted."""

    weeks: Sequence[Week]
    this_monday: date

    @cached_property
    def counts(self) -> Mapping[WeekState, int]:
        """How many there are of each kind."""
        return Counter(week.state for week in self.weeks)

    @property
    def kept(self) -> int:
        """How many were written in time."""
        return self.counts[WeekState.KEPT]

    @property
    def late(self) -> int:
        """How many were written when they were over."""
        return self.counts[WeekState.LATE]

    @property
    def missing(self) -> int:
        """How many are over without their observation."""
        return self.counts[WeekState.MISSING]

    @property
    def excused(self) -> int:
        """How many ask for nothing: one of the two was away."""
        return self.counts[WeekState.EXCUSED]

    @property
    def over(self) -> int:
        """How many have come to something."""
        return self.kept + self.late + self.missing

    @property
    def overdue(self) -> list[Week]:
        """Those that are missing, the newest first."""
        return [w for w in reversed(self.weeks) if w.state == WeekState.MISSING]

    @property
    def current(self) -> WeekState | None:
        """What this week is; None where it asks for nothing."""
        found = (w.state for w in self.weeks if w.monday == self.this_monday)
        return next(found, None)

    @property
    def is_due(self) -> bool:
        """Whether this week waits for its observation."""
        return self.current == WeekState.DUE


def weeks_of_pairs(pairs: Iterable[Pair], today: date) -> dict[int, Weeks]:
    """Return the weeks of each pair by its key: two queries."""
    rows = [*pairs]
    needed = max(1, int(plugin_settings("lms_mentoring")["weekly_observations"]))
    seen: dict[int, list[Seen]] = defaultdict(list)
    away: dict[int, list[Days]] = defaultdict(list)
    leaves = Leave.objects.filter(pair__in=[each.pk for each in rows])
    for key, *days in leaves.values_list("pair", "first_day", "last_day"):
        away[key].append((days[0], days[1]))
    observations = Observation.objects.filter(pair__in=[each.pk for each in rows])
    for key, day, at in observations.values_list("pair", "seen_on", "written_at"):
        seen[key].append(Seen(day, site_day(at)))
    return {
        each.pk: Weeks(
            weeks_of(
                each.starts_on,
                each.last_day,
                seen[each.pk],
                today=today,
                needed=needed,
                away=away[each.pk],
            ),
            monday_of(today),
        )
        for each in rows
    }


@dataclass(frozen=True)
class MentorFigures:
    """What somebody has achieved as a mentor."""

    person: Any
    running: int = 0
    pairs: int = 0
    passed: int = 0
    kept: int = 0
    over: int = 0
    results: int = 0

    @property
    def percent(self) -> int | None:
        """How many of the weeks that are over have their observation in time."""
        return self.kept * 100 // self.over if self.over else None

    @property
    def score(self) -> float:
        """Results of apprentices for each pair."""
        return round(self.results / self.pairs, 1) if self.pairs else 0.0

    @property
    def merit(self) -> tuple[float, int, int]:
        """What mentors are ordered by: results, then weeks kept, then who passed."""
        return self.score, self.percent or 0, self.passed


def figures_of_mentors(today: date) -> list[MentorFigures]:
    """Return all who are or were mentors, those with the best results first.

    Five queries, however many they are.
    """
    pairs = [*Pair.objects.exclude(mentor=None)]
    weeks = weeks_of_pairs(pairs, today)
    results = Counter(Result.objects.values_list("pair", flat=True))
    of_mentor: dict[int | None, list[Pair]] = defaultdict(list)
    people = {each.person_id: each.person for each in Mentor.objects.all()}
    for pair in pairs:
        of_mentor[pair.mentor_id].append(pair)
        people.setdefault(pair.mentor_id, pair.mentor)
    found = [
        MentorFigures(
            person,
            running=sum(each.is_running for each in of_mentor[key]),
            pairs=len(of_mentor[key]),
            passed=sum(each.state == PairState.PASSED for each in of_mentor[key]),
            kept=sum(weeks[each.pk].kept for each in of_mentor[key]),
            over=sum(weeks[each.pk].over for each in of_mentor[key]),
            results=sum(results[each.pk] for each in of_mentor[key]),
        )
        for key, person in people.items()
    ]
    return sorted(found, key=lambda each: each.merit, reverse=True)


def newcomers_without_mentor(today: date) -> Any:
    """Return those who joined lately and never had a mentor, the newest first."""
    days = int(plugin_settings("lms_mentoring")["newcomer_days"])
    since = today - timedelta(days=max(0, min(days, MOST_DAYS)))
    paired = Pair.objects.exclude(apprentice=None).values("apprentice")
    here = Q(staff_profile__leaves_date=None) | Q(staff_profile__leaves_date__gte=today)
    people = get_user_model()._default_manager.filter(here, is_active=True)
    recent = people.filter(staff_profile__joined_date__range=(since, today))
    rows = recent.exclude(pk__in=paired).select_related("staff_profile__team")
    return rows.order_by("-staff_profile__joined_date", "pk")
