"""Praise by month and team, and who is forgotten: for managers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from lms.models import Team
from lms.people.here import people_here
from plugins.recognition.enums import Source
from plugins.recognition.models import Praise
from plugins.recognition.models.scheme import month_name
from plugins.recognition.services.streaks import month_before

MONTHS = 12
WIDTH = 100


@dataclass(frozen=True)
class Bar:
    """A line of a plot: thanks and praise, how many people it is about, how wide."""

    label: str
    thanks: int
    praise: int
    longest: float
    people: int = 0
    is_each: bool = False

    @property
    def total(self) -> int:
        """All of it."""
        return self.thanks + self.praise

    @property
    def for_each(self) -> float:
        """How much there is for each person."""
        return round(self.total / self.people, 1) if self.people else 0.0

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """Each part of the bar: its name, where it begins, how wide it is."""
        divisor = (self.people or 1) if self.is_each else 1
        found, at = [], 0.0
        for name, number in (("thanks", self.thanks), ("praise", self.praise)):
            width = round(number / divisor * WIDTH / self.longest, 2)
            found.append((name, round(at, 2), width))
            at += width
        return found


@dataclass(frozen=True)
class Reach:
    """How many of the staff were thanked, and who was not."""

    people: int
    thanked: int
    forgotten: Sequence[Any]

    @property
    def percent(self) -> int:
        """The share of those who were."""
        return self.thanked * 100 // self.people if self.people else 0


_NOTHING = (0, 0)
_NUMBERS = {
    "thanks": Count("pk", filter=Q(source=Source.COLLEAGUE)),
    "praises": Count("pk", filter=~Q(source=Source.COLLEAGUE)),
}


def since(today: date, months: int = MONTHS) -> date:
    """Return the first day of the first of so many months."""
    return month_before(today.replace(day=1), months - 1)


def bars_by_month(today: date) -> list[Bar]:
    """Return a bar for each of the last months since anybody was thanked."""
    first = since(today)
    rows = Praise.objects.shown().filter(happened_on__gte=first).order_by()
    by_month = rows.annotate(month=TruncMonth("happened_on")).values_list("month")
    found = {month: numbers for month, *numbers in by_month.annotate(**_NUMBERS)}
    months = [month_before(today.replace(day=1), n) for n in reversed(range(MONTHS))]
    begun = min(found, default=months[-1])
    longest = max((sum(numbers) for numbers in found.values()), default=0) or 1
    return [
        _bar(month_name(each), found.get(each, _NOTHING), longest=longest)
        for each in months
        if each >= begun
    ]


def _bar(label: str, numbers: Sequence[int], **more: Any) -> Bar:
    thanks, praise = numbers
    return Bar(label, thanks, praise, **more)


def bars_by_team(first: date, last: date, today: date) -> list[Bar]:
    """Return a bar for each team with people, by what there is for each of them."""
    rows = Praise.objects.shown().filter(happened_on__range=(first, last)).order_by()
    found = {team: numbers for team, *numbers in rows.values_list("team").annotate(**_NUMBERS)}  # fmt: skip
    sizes = Counter(_team(each) for each in people_here(today))
    teams = [each for each in Team.objects.all() if sizes[each.pk]]
    each_of = {
        team.pk: sum(found.get(team.pk, _NOTHING)) / sizes[team.pk] for team in teams
    }
    longest = max(each_of.values(), default=0) or 1
    return [
        _bar(
            str(team),
            found.get(team.pk, _NOTHING),
            people=sizes[team.pk],
            longest=longest,
            is_each=True,
        )
        for team in sorted(teams, key=lambda team: -each_of[team.pk])
    ]


def reach_of(first: date, today: date) -> Reach:
    """Return who was thanked or praised since a day, and who was not."""
    rows = Praise.objects.shown().filter(happened_on__gte=first)
    thanked = {*rows.exclude(person=None).values_list("person", flat=True)}
    people = [*people_here(today).exclude(staff_profile=None)]
    forgotten = [each for each in people if each.pk not in thanked]
    return Reach(len(people), len(people) - len(forgotten), forgotten)


def _team(person: Any) -> int | None:
    profile = getattr(person, "staff_profile", None)
    return profile.team_id if profile is not None else None
