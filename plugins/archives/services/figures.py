"""Figures that plugins tell, of the house and of teams."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from lms.extensions import Indicator
from lms.models import StaffProfile

Words = str | Mapping[str, str]
"""A text, or one in each language of the site."""


@dataclass(frozen=True)
class TeamFigure:
    """The mean of a team's people."""

    key: int
    name: str
    value: Decimal
    people: int


@dataclass(frozen=True)
class Figure:
    """What an indicator says of some days."""

    value: Decimal | None
    people: int
    """How many have a figure of their own; 0 for one of the house alone."""
    teams: tuple[TeamFigure, ...]


Teams = Mapping[Any, tuple[int, str] | None]
"""By the keys of people: key and name of their team."""


def staff_of(first: date, last: date) -> Teams:
    """Return who worked here on any of these days, those who have left since, too."""
    there = Q(leaves_date=None) | Q(leaves_date__gte=first)
    came = Q(joined_date=None) | Q(joined_date__lte=last)
    rows = StaffProfile.objects.filter(there, came).select_related("team")
    return {
        row.user_id: (row.team.pk, row.team.name) if row.team else None for row in rows
    }


def figure_of(item: Indicator, first: date, last: date, staff: Teams) -> Figure:
    """Ask an indicator of some days."""
    of_people = item.of_people([*staff], first, last)
    return Figure(
        item.of_all(first, last), len(of_people), tuple(_by_team(of_people, staff))
    )


def _by_team(of_people: Mapping[Any, Decimal], staff: Teams) -> list[TeamFigure]:
    found: dict[tuple[int, str], list[Decimal]] = defaultdict(list)
    for person, value in of_people.items():
        if team := staff.get(person):
            found[team].append(Decimal(value))
    return [
        TeamFigure(key, name, sum(values, Decimal(0)) / len(values), len(values))
        for (key, name), values in sorted(found.items(), key=lambda each: each[0][1])
        if len(values) > 1  # the mean of one is that person's own figure
    ]


def words_of(text: Any) -> Words:
    """Return a text that JSON can hold: what is translated, in each language."""
    if not isinstance(text, Promise):
        return _clean(str(text))
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = _clean(str(text))
    return found


def _clean(text: str) -> str:
    """Leave out what JSON of PostgreSQL refuses: NUL, and half a character."""
    return text.replace("\x00", "").encode(errors="ignore").decode()


def read(words: Words) -> str:
    """Return it in the language of whoever reads."""
    if isinstance(words, str):
        return words
    return words.get(get_language() or "") or next(iter(words.values()), "")
