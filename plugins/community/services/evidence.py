"""How well a team is trained, from figures that plugins tell of people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lms.extensions import Indicator, indicators
from lms.models import Team
from lms.people.here import people_here

OWN = "lms_community.suggestions_accepted"
"""The figure that this plugin tells says nothing of training."""


@dataclass(frozen=True)
class Figure:
    """A figure of a team: the mean of those who have one, and of how many that is."""

    label: str
    unit: str
    mean: Decimal
    people: int
    of: int

    @property
    def percent(self) -> int:
        """How many of a hundred people of the team it covers."""
        return self.people * 100 // self.of if self.of else 0


def figures_of(team: Team, first: date, last: date) -> Sequence[Figure]:
    """Return what plugins tell of the people of a team in some days; none is needed."""
    people = people_here(last).filter(staff_profile__team=team).order_by()
    keys = [*people.values_list("pk", flat=True)]
    found = []
    for each in indicators.enabled() if keys else ():

        def ask(item: Indicator) -> Figure | None:
            return _figure(item, keys, first, last)

        if each.key == OWN:
            continue
        figure = indicators.guarded(each, ask, otherwise=None)
        if figure is not None:
            found.append(figure)
    return found


def _figure(
    item: Indicator, people: Collection[Any], first: date, last: date
) -> Figure | None:
    values = [*item.of_people(people, first, last).values()]
    if not values:
        return None
    mean = (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.1"))
    return Figure(str(item.label), item.unit, mean, len(values), len(people))
