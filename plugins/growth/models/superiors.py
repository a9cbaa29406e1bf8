"""Who leads whom, as the tree of teams says."""

from collections.abc import Iterator
from typing import Any

from lms.models import Team


class Leaders:
    """The leaders of teams; one query, however many are asked for."""

    def __init__(self) -> None:
        rows: Any = Team.objects.order_by().values_list("pk", "parent", "manager")
        self._teams: dict[Any, Any] = {
            key: (parent, leader) for key, parent, leader in rows
        }

    def of(self, team: int | None, *, besides: int | None = None) -> Iterator[int]:
        """Yield the keys of those who lead a team and the units above, the nearest first.

        Nobody is the own superior: `besides` is left out.
        """
        seen: set[int | None] = set()
        while team in self._teams and team not in seen:
            seen.add(team)
            team, leader = self._teams[team]
            if leader is not None and leader != besides:
                yield leader

    def teams_of(self, user: Any) -> list[int]:
        """Return the teams that somebody leads, with those below them."""
        return [key for key in self._teams if user.pk in self.of(key)]


def team_of(person: Any) -> int | None:
    """Return the key of somebody's team; load the profile beside the person."""
    return getattr(getattr(person, "staff_profile", None), "team_id", None)


def leads(user: Any, person: Any) -> bool:
    """Tell whether `user` is a superior of `person`."""
    return user.pk in Leaders().of(team_of(person), besides=person.pk)
