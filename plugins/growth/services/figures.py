"""Gaps of teams, and how they go from round to round."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Avg, Count, F, Q
from django.utils.timezone import localdate

from lms.people.here import people_here
from plugins.growth.models import READ, Leaders, Round, Skill, SkillLevel, led_by

MOST_ROUNDS = 6


def people_seen(user: Any, now: Any) -> Any:
    """Return the people here whose levels somebody sees; raise PermissionDenied for nobody."""
    people = people_here(localdate(now))
    if user.has_perm(READ):
        return people
    if not Leaders().teams_of(user):
        raise PermissionDenied
    return people.filter(led_by(user)).exclude(pk=user.pk)


def person_seen(user: Any, key: int) -> Any:
    """Return a person whose levels somebody sees; None for all others."""
    people = get_user_model()._default_manager.select_related("staff_profile__team")
    if not user.has_perm(READ):
        people = people.filter(Q(pk=user.pk) | led_by(user))
    return people.filter(pk=key).first()


@dataclass
class RoundFigure:
    """What was agreed in a round, of some people."""

    round: Round
    assessed: int = 0
    met: int = 0
    skills: dict[int, float] = field(default_factory=dict)
    """The mean level by the key of the skill."""

    @property
    def percent(self) -> float | None:
        """The share of needs that were met."""
        return round(self.met * 100 / self.assessed, 1) if self.assessed else None


def rounds_of(people: Collection[int]) -> Sequence[RoundFigure]:
    """Return the last rounds, the oldest first; two queries."""
    rounds = [*Round.objects.order_by("-starts_on", "-pk")[:MOST_ROUNDS]]
    figures = {row.pk: RoundFigure(row) for row in reversed(rounds)}
    rows: Any = SkillLevel.objects.filter(
        assessment__round__in=[*figures], person__in=people
    )
    counted = rows.order_by().values("assessment__round", "skill").annotate(
        n=Count("pk"), ok=Count("pk", filter=Q(level__gte=F("needed"))), mean=Avg("level")
    )  # fmt: skip
    for row in counted:
        figure = figures[row["assessment__round"]]
        figure.assessed += row["n"]
        figure.met += row["ok"]
        figure.skills[row["skill"]] = float(row["mean"])
    return [each for each in figures.values() if each.assessed]


def change_of(skill: Skill, rounds: Sequence[RoundFigure]) -> float | None:
    """Return how the mean level of a skill changed between the last two rounds that have it."""
    known = [each.skills[skill.pk] for each in rounds if skill.pk in each.skills]
    return round(known[-1] - known[-2], 2) if len(known) > 1 else None


def history_of_levels(person: Any) -> Mapping[int, list[SkillLevel]]:
    """Return what was agreed about somebody, by the key of the skill, the oldest first."""
    found: dict[int, list[SkillLevel]] = {}
    for row in SkillLevel.objects.filter(person=person).select_related("assessment__round"):  # fmt: skip
        found.setdefault(row.skill_id, []).append(row)
    return found
