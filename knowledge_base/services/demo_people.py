"""The people and teams of the demo."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from lms.enums import Role
from lms.models import Team
from lms.people.accounts import NewStaff, add_staff

ADMIN = "admin"


@dataclass(frozen=True)
class DemoPeople:
    """What the two files of people and teams say."""

    people: Sequence[Mapping[str, str]]
    teams: Sequence[Mapping[str, str]]

    @property
    def usernames(self) -> list[str]:
        """All who sign in, the superuser included."""
        return [ADMIN, *(person["username"] for person in self.people)]


def read_people(folder: Path) -> DemoPeople:
    """Read `people.csv` and `teams.csv`; a file that is missing is empty."""
    return DemoPeople(read_list(folder / "people.csv"), read_list(folder / "teams.csv"))


def has_others(demo: DemoPeople) -> bool:
    """Tell whether somebody is there who is not of the demo."""
    users = get_user_model()._default_manager
    return users.exclude(username__in=demo.usernames).exists()


@transaction.atomic
def add_people(demo: DemoPeople, password: str) -> int:
    """Add who is missing, and their teams; return how many people were added.

    Whoever is there keeps name, password and roles.
    """
    teams = {row["name"]: _add_team(row["name"]) for row in demo.teams}
    for row in demo.teams:
        _hang_below(teams[row["name"]], teams.get(row["parent"]))
    users = get_user_model()._default_manager
    known = {*users.values_list("username", flat=True)}
    missing = [row for row in demo.people if row["username"] not in known]
    encoded = make_password(password)
    for row in missing:
        add_staff(_staff(row, teams, encoded))
    if ADMIN not in known:
        users.create_superuser(ADMIN, "admin@example.com", password)
    for row in demo.teams:
        _appoint(teams[row["name"]], row["manager"])
    return len(missing) + (ADMIN not in known)


def read_list(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; a file that is missing is empty."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def _add_team(name: str) -> Team:
    return Team.objects.filter(name=name).first() or Team.objects.create(name=name)


def _hang_below(team: Team, parent: Team | None) -> None:
    if parent and team.parent_id is None and team != parent:
        team.parent = parent
        team.save(update_fields=["parent"])


def _appoint(team: Team, username: str) -> None:
    if team.manager_id is None:
        user = get_user_model()._default_manager.filter(username=username).first()
        team.manager = user
        team.save(update_fields=["manager"])


def _staff(
    row: Mapping[str, str], teams: Mapping[str, Team], encoded_password: str
) -> NewStaff:
    return NewStaff(
        username=row["username"],
        encoded_password=encoded_password,
        family_name=row["family_name"],
        given_name=row["given_name"],
        email=row["email"],
        staff_number=row["staff_number"],
        job=row["job"],
        team=teams.get(row["team"]),
        joined_date=date.fromisoformat(row["joined"]) if row["joined"] else None,
        roles=[Role(role) for role in row["roles"].split("|") if role],
        language=row["language"],
    )
