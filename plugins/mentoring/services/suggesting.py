"""Which mentors suit somebody: by direction, by how much they have to do, by merit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.notifications import is_here
from plugins.mentoring.models import Mentor
from plugins.mentoring.services.figures import MentorFigures, figures_of_mentors
from plugins.mentoring.services.pairing import most_apprentices


@dataclass(frozen=True)
class Suggestion:
    """A mentor, and what speaks for it."""

    mentor: Mentor
    matches: Sequence[str]
    fit: int
    figures: MentorFigures
    most: int

    @property
    def is_full(self) -> bool:
        """Whether no more apprentices may be given."""
        return self.figures.running >= self.most

    @property
    def person(self) -> Any:
        """Who it is."""
        return self.mentor.person


def suggest_mentors(
    *, direction: str, besides: Sequence[int | None] = (), today: date, now: Any
) -> list[Suggestion]:
    """Return those who take apprentices, who suit best first and the full last.

    `besides` are keys of people who do not come into question.
    """
    figures = {each.person.pk: each for each in figures_of_mentors(today)}
    most = most_apprentices()
    found = [
        Suggestion(
            each,
            each.matching(direction),
            each.fit(direction),
            figures[each.person_id],
            most,
        )
        for each in Mentor.objects.filter(is_open=True).exclude(person__in=[*filter(None, besides)])
        if is_here(each.person, now)
    ]  # fmt: skip
    return sorted(found, key=_place)


def _place(each: Suggestion) -> Any:
    """Sort the full last; then who fits best, has least to do, achieved most."""
    merit = tuple(-part for part in each.figures.merit)
    return each.is_full, -each.fit, each.figures.running, merit
