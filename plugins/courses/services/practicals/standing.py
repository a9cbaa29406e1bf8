"""How far people are with a practical: how often they have passed, and what is left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from lms.people.display import display_name, team_of
from plugins.courses.enums import SittingState
from plugins.courses.models import Practical, Sitting
from plugins.courses.services.practicals.planning import not_passed


@dataclass(frozen=True)
class Standing:
    """One person and one practical."""

    person: Any
    practical: Practical
    sittings: Sequence[Sitting]
    """Those that count, in their order."""

    @property
    def name(self) -> str:
        """How the person is called."""
        return display_name(self.person)

    @property
    def team(self) -> str:
        """Where the person works."""
        return team_of(self.person)

    @property
    def passes(self) -> int:
        """How many sittings are passed, of those that are needed."""
        passed = sum(bool(each.is_passed) for each in self.sittings)
        return min(passed, self.practical.passes_needed)

    @property
    def is_done(self) -> bool:
        """Whether there are as many as it takes."""
        return self.passes >= self.practical.passes_needed

    @property
    def best(self) -> Decimal | None:
        """The best mark."""
        scores = [each.score for each in self.sittings if each.score is not None]
        return max(scores, default=None)

    @property
    def ahead(self) -> Sitting | None:
        """The sitting that is planned, or being scored."""
        return next((each for each in self.sittings if each.is_ahead), None)

    @property
    def left(self) -> int:
        """How many more sittings there may be."""
        return max(self.practical.attempts - len(self.sittings), 0)


def standings_of(practical: Practical) -> list[Standing]:
    """Return how far all are who sat it or take its course: who is not done first."""
    counting = practical.sittings.exclude(state=SittingState.CANCELLED)
    by_person: dict[int, list[Sitting]] = defaultdict(list)
    for each in counting.order_by("number"):
        by_person[each.candidate_id].append(each)
    people = get_user_model()._default_manager.filter(
        pk__in={*by_person, *not_passed(practical)}
    )
    ordered = people.order_by("last_name", "first_name", "pk")
    found = [
        Standing(person, practical, by_person[person.pk])
        for person in ordered.select_related("staff_profile__team")
    ]
    return sorted(found, key=lambda each: each.is_done)
