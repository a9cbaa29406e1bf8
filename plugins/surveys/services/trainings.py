"""Trainings of staff, beside which the figures of customers are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Min, QuerySet

from lms.plugins import plugin_settings
from plugins.surveys.models import Training
from plugins.surveys.services.figures import Figure
from plugins.surveys.services.trends import Line, lines_by_team


def counted_activities() -> set[str]:
    """Return the keys of the activities that count as training."""
    text = str(plugin_settings("lms_surveys")["trainings"]).replace("\uff0c", ",")
    return {part.strip() for part in text.split(",")} - {""}


def keep_training(
    *, activity: str, person: int | None, key: str, done_at: datetime
) -> Training | None:
    """Keep that somebody was trained, in the team of now; the same one once."""
    if person is None or activity not in counted_activities():
        return None
    people = get_user_model()._default_manager.filter(pk=person)
    team = people.values_list("staff_profile__team", flat=True).first()
    values = {"person_id": person, "team_id": team, "activity": activity, "done_at": done_at}  # fmt: skip
    row, _is_new = Training.objects.get_or_create(key=key, defaults=values)
    return row


@dataclass(frozen=True)
class Moved:
    """A team: its trainings, and a figure in the first and the second half of a time."""

    team: str
    trainings: int
    before: Mapping[str, Figure]
    after: Mapping[str, Figure]

    @property
    def changes(self) -> list[tuple[str, float | None, float | None, float | None]]:
        """Each mark: before, after, and how much it went up."""
        found = []
        for mark, before in self.before.items():
            one, two = before.value, self.after[mark].value
            change = None if one is None or two is None else two - one
            found.append((mark, one, two, change))
        return found


def middle_of(voices: QuerySet[Any], now: datetime) -> datetime:
    """Return the middle between the first of these voices and now."""
    first: datetime = voices.aggregate(first=Min("said_at"))["first"] or now
    return first + (now - first) / 2


def moved_teams(
    teams: Sequence[Line], voices: QuerySet[Any], middle: datetime
) -> list[Moved]:
    """Return the teams with voices in both halves, who had most trainings first.

    Before and after stand beside each other; they do not say that one made the other.
    """
    first = _by_key(lines_by_team(voices.filter(said_at__lt=middle)))
    second = _by_key(lines_by_team(voices.filter(said_at__gte=middle)))
    found = [
        Moved(
            each.name,
            each.trainings,
            first[each.key].figures,
            second[each.key].figures,
        )
        for each in teams
        if each.key in first and each.key in second
    ]
    return sorted(found, key=lambda each: (-each.trainings, each.team))


def _by_key(lines: Sequence[Line]) -> dict[int | None, Line]:
    return {line.key: line for line in lines}
