"""What is known of a person as texts: read, compared and written in one way."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.users.models import UserProfile

from lms.enums import Role
from lms.models import StaffProfile, Team
from lms.people.cells import SEPARATOR, joined_roles
from lms.people.teams import TeamTree
from lms.roles import role_group

Facts = Mapping[str, str]
ROLES = {role.group_name: role for role in Role}
"""The roles by the names of their groups."""

_NAMES = {"family_name": "last_name", "given_name": "first_name", "email": "email"}
_RELATED = ("staff_profile", "wagtail_userprofile")


def people_with_facts() -> Any:
    """Return the query of people with all that `facts_of` looks at."""
    people = get_user_model()._default_manager.select_related(*_RELATED)
    return people.prefetch_related("groups")


def roles_of(person: Any) -> set[Role]:
    """Return the roles of somebody; other groups are none."""
    names = [group.name for group in person.groups.all()]
    return {ROLES[name] for name in names if name in ROLES}


def facts_of(person: Any, teams: TeamTree) -> dict[str, str]:
    """Return what is known; "" is what is not."""
    profile = getattr(person, "staff_profile", None) or StaffProfile()
    settings = getattr(person, "wagtail_userprofile", None)
    return {
        "username": person.get_username(),
        **{fact: getattr(person, name, "") for fact, name in _NAMES.items()},
        "team": teams.path_of(profile.team_id),
        "job": profile.job,
        "roles": joined_roles(roles_of(person)),
        "joined_date": _text(profile.joined_date),
        "leaves_date": _text(profile.leaves_date),
        "language": getattr(settings, "preferred_language", ""),
    }


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def write_facts(
    person: Any, facts: Facts, teams: TeamTree, *, staff_number: str = ""
) -> None:
    """Save these facts and no others; a team that is missing raises KeyError."""
    _write_account(person, facts)
    _write_profile(person, facts, teams, staff_number)
    if "roles" in facts:
        _write_roles(person, {Role(r) for r in facts["roles"].split(SEPARATOR) if r})
    if "language" in facts:
        settings = UserProfile.get_for_user(person)
        settings.preferred_language = facts["language"]
        settings.save(update_fields=["preferred_language"])


def _write_account(person: Any, facts: Facts) -> None:
    values = {name: facts[fact] for fact, name in _NAMES.items() if fact in facts}
    if "username" in facts:
        values[person.USERNAME_FIELD] = facts["username"]
    for name, value in values.items():
        setattr(person, name, value)
    if person.pk is None:
        person.save()
    elif values:
        person.save(update_fields=[*values])


def _write_profile(
    person: Any, facts: Facts, teams: TeamTree, staff_number: str
) -> None:
    values: dict[str, Any] = {}
    if "job" in facts:
        values["job"] = facts["job"]
    for name in ("joined_date", "leaves_date"):
        if name in facts:
            values[name] = date.fromisoformat(facts[name]) if facts[name] else None
    if "team" in facts:
        values["team"] = _team(facts["team"], teams)
    if staff_number:
        values["staff_number"] = staff_number
    if values:
        StaffProfile.objects.update_or_create(user=person, defaults=values)


def _team(path: str, teams: TeamTree) -> Team | None:
    if not path:
        return None
    team = teams.find(path)
    if team is None:
        raise KeyError(path)
    return team


def _write_roles(person: Any, wanted: set[Role]) -> None:
    held = roles_of(person)
    person.groups.remove(*map(role_group, held - wanted))
    person.groups.add(*map(role_group, wanted - held))
