"""How people did in an exam: by person, by team, and how the marks lie."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lms.people.display import team_of
from plugins.courses.models import Attempt, Exam, ExamAssignment

STEP = 10
MOST = 5000


@dataclass(frozen=True)
class PersonFigures:
    """How one person did."""

    person: Any
    team: str
    attempts: int
    best: Decimal | None
    is_passed: bool
    is_open: bool
    is_unmarked: bool
    """Whether the time of an attempt is up, and it is not marked yet."""
    last: Attempt | None
    """The last one that is marked."""


@dataclass(frozen=True)
class TeamFigures:
    """How a team did."""

    name: str
    people: int
    passed: int
    target: int
    """How many of 100 should have passed."""

    @property
    def percent(self) -> int:
        """How many of 100 have passed."""
        return self.passed * 100 // self.people

    @property
    def is_enough(self) -> bool:
        """Whether the line is reached."""
        return self.percent >= self.target


@dataclass(frozen=True)
class MarksBar:
    """How many best marks lie in a tenth; `x`, `y` and `height` are those of the plot."""

    low: int
    high: int
    number: int
    longest: int
    is_passing: bool

    @property
    def x(self) -> int:
        """Where it begins."""
        return self.low * 4 + 2

    @property
    def middle(self) -> int:
        """Where its middle is."""
        return self.x + 18

    @property
    def height(self) -> float:
        """How high it is."""
        return round(self.number * 100 / self.longest, 1) if self.longest else 0

    @property
    def y(self) -> float:
        """Where its top is."""
        return 116 - self.height


def people_of(exam: Exam, now: datetime) -> list[PersonFigures]:
    """Return everybody who has sat the exam or is to, by team and name."""
    shown = ("person__staff_profile__team",)
    attempts: dict[Any, list[Attempt]] = defaultdict(list)
    people: dict[Any, Any] = {}
    for row in exam.assignments.select_related(*shown)[:MOST]:
        people[row.person_id] = row.person
    for attempt in exam.attempts.select_related(*shown)[:MOST]:
        people[attempt.person_id] = attempt.person
        attempts[attempt.person_id].append(attempt)
    found = [_person(person, attempts[key], now) for key, person in people.items()]
    return sorted(found, key=lambda each: (each.team, str(each.person)))


def _person(person: Any, attempts: Sequence[Attempt], now: datetime) -> PersonFigures:
    scores = [each.score for each in attempts if each.score is not None]
    return PersonFigures(
        person=person,
        team=team_of(person),
        attempts=len(attempts),
        best=max(scores, default=None),
        is_passed=any(each.is_passed for each in attempts),
        is_open=any(each.is_running(now) for each in attempts),
        is_unmarked=any(each.is_open and not each.is_running(now) for each in attempts),
        last=next((each for each in attempts if not each.is_open), None),
    )


def teams_of(people: Sequence[PersonFigures], target: int) -> list[TeamFigures]:
    """Return the figures of each team, the weakest first."""
    by_team: dict[str, list[PersonFigures]] = defaultdict(list)
    for each in people:
        by_team[each.team].append(each)
    found = [
        TeamFigures(name, len(rows), sum(row.is_passed for row in rows), target)
        for name, rows in by_team.items()
    ]
    return sorted(found, key=lambda team: (team.percent, team.name))


def bars_of(people: Sequence[PersonFigures], pass_mark: Decimal) -> list[MarksBar]:
    """Return a bar for each tenth of the marks; nothing where there are none."""
    marks = [each.best for each in people if each.best is not None]
    tenths = [min(int(mark) // STEP, 9) for mark in marks]
    longest = max((tenths.count(tenth) for tenth in range(10)), default=0)
    if not marks:
        return []
    return [
        MarksBar(
            tenth * STEP,
            tenth * STEP + STEP,
            tenths.count(tenth),
            longest,
            tenth * STEP >= pass_mark,
        )
        for tenth in range(10)
    ]


def to_sit(exam: Exam) -> int:
    """Return how many have it assigned and have not sat it."""
    sat = Attempt.objects.filter(exam=exam).values("person")
    return ExamAssignment.objects.filter(exam=exam).exclude(person__in=sat).count()
