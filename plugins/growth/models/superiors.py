"""Who leads whom, as the tree of teams says."""

from typing import Any

from django.db.models import Case, F, Q, When
from django.utils.timezone import localdate

from lms.models import Team
from lms.people.here import people_here


class Leaders:
    """The leaders of teams who are here; one query, however many are asked for."""

    def __init__(self) -> None:
        leader = Case(When(manager__in=here(), then=F("manager")))
        rows: Any = Team.objects.order_by().values_list("pk", "parent", leader)
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

    def nearest(self, person: Any) -> int | None:
        """Return the superior of a person; load the profile beside the person."""
        return next(iter(self.of(team_of(person), besides=person.pk)), None)

    def tops(self) -> dict[int | None, list[int]]:
        """Return the teams by whom nobody leads; those of None are led by nobody at all."""
        found: dict[int | None, list[int]] = {}
        for key in self._teams:
            found.setdefault(next(reversed(self.of(key)), None), []).append(key)
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


def led_by_nobody(person: str = "") -> Q:
    """Return a condition: nobody leads somebody; `person` is the way there, with `__`."""
    found = Q(**{f"{person}staff_profile__team": None})
    for top, teams in Leaders().tops().items():
        in_teams = Q(**{f"{person}staff_profile__team__in": teams})
        found |= in_teams if top is None else in_teams & Q(**{f"{person}pk": top})
    return found


def here() -> Any:
    """Return the keys of those who are here today, for a condition."""
    return people_here(localdate()).order_by().values("pk")


def team_of(person: Any) -> int | None:
    """Return the key of somebody's team; load the profile beside the person."""
    return getattr(getattr(person, "staff_profile", None), "team_id", None)


def leads(user: Any, person: Any) -> bool:
    """Tell whether `user` is a superior of `person`."""
    return user.pk in Leaders().of(team_of(person), besides=person.pk)
