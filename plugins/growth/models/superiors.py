"""Who leads whom, as the tree of teams says."""

from typing import Any

from django.db.models import Q

from lms.models import Team


class Leaders:
    """The leaders of teams; one query, however many are asked for."""

    def __init__(self) -> None:
        rows: Any = Team.objects.order_by().values_list("pk", "parent", "manager")
        self._teams: dict[Any, Any] = {
            key: (parent, leader) for key, parent, leader in rows
        }

    def of(self, team: int | None, *, besides: int | None = None) -> list[int]:
        """Return who leads a team and the units above, the nearest first.

        Nobody is the own superior: of `besides` only those above count, wherever in the
        tree that person sits.
        """
        found: list[int] = []
        seen: set[int | None] = set()
        while team in self._teams and team not in seen:
            seen.add(team)
            team, leader = self._teams[team]
            if leader is not None and leader == besides:
                found.clear()
            elif leader is not None:
                found.append(leader)
        return found

    def teams_of(self, user: Any) -> list[int]:
        """Return the teams that somebody leads, with those below them."""
        return [key for key in self._teams if user.pk in self.of(key)]

    def above(self, user: Any) -> set[int]:
        """Return who leads the units above those that somebody leads."""
        own = [team for team, leader in self._teams.values() if leader == user.pk]
        return {key for team in own for key in self.of(team)} - {user.pk}


def led_by(user: Any, person: str = "") -> Q:
    """Return a condition: somebody is led by `user`; `person` is the way there, with `__`."""
    leaders = Leaders()
    in_teams = Q(**{f"{person}staff_profile__team__in": leaders.teams_of(user)})
    return in_teams & ~Q(**{f"{person}pk__in": leaders.above(user)})


def team_of(person: Any) -> int | None:
    """Return the key of somebody's team; load the profile beside the person."""
    return getattr(getattr(person, "staff_profile", None), "team_id", None)


def leads(user: Any, person: Any) -> bool:
    """Tell whether `user` is a superior of `person`."""
    return user.pk in Leaders().of(team_of(person), besides=person.pk)
