"""How people are called."""

from typing import Any


def display_name(person: Any) -> str:
    """Return how somebody is called; the user name of who has no other."""
    return str(person.get_full_name() or person.get_username())


def team_of(person: Any) -> str:
    """Return the name of somebody's team; "" for none. Load both profile and team."""
    team = getattr(getattr(person, "staff_profile", None), "team", None)
    return str(team or "")


def name_and_team(person: Any) -> str:
    """Return how somebody is called, and where the person works."""
    team = team_of(person)
    return f"{display_name(person)} · {team}" if team else display_name(person)
