"""Thanks, praise, stars and a ballot in the demo.

Rows are written as they would be by now: nobody is told of what never happened, and
nobody gets points for it.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from lms.models import Team
from plugins.recognition.enums import MonthState, PraiseState, Source, StarState
from plugins.recognition.models import (
    BallotPaper,
    Candidate,
    Praise,
    SchemeVersion,
    Star,
    StarMonth,
    Story,
)
from plugins.recognition.services.counting import candidates_of
from plugins.recognition.services.scheme import add_first_version
from plugins.recognition.services.streaks import month_before

FILE = Path(__file__).parents[1] / "demo" / "recognition.yaml"
KEEPER = "manager"
BEFORE, AFTER = timedelta(days=2), timedelta(days=5)
Row = Mapping[str, Any]


class _World:
    """Who is there, by name, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile")
        self.now, self.today = now, timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}

    def knows(self, *names: str) -> bool:
        """Tell whether all of them are there."""
        return {*names} <= {*self.people}

    def team_of(self, name: str) -> int | None:
        """Return the key of somebody's team."""
        profile = getattr(self.people[name], "staff_profile", None)
        return profile.team_id if profile is not None else None

    def day(self, row: Row) -> date:
        """Return the day that a row means."""
        if "ago" in row:
            return self.today - timedelta(days=row["ago"])
        month = month_before(self.today.replace(day=1), row["back"])
        return month.replace(day=row["day"])


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where somebody was thanked already."""
    world = _World(now)
    if Praise.objects.exists() or not world.knows(KEEPER):
        return ""
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    version = add_first_version()
    for row in known["thanks"]:
        if world.knows(row["from"], row["to"]):
            _thank(row, world)
    for row in known["praise"]:
        if world.knows(row["to"], row["by"], row.get("confirmed", KEEPER)):
            _praise(row, world)
    for row in known["stories"]:
        _tell(row, world)
    stars = [_star(row, version, world) for row in known["stars"]]
    _open_ballot(known["ballot"], version, world)
    added = sum(star is not None for star in stars)
    return f"Thanks and praise: {Praise.objects.count()}, stars: {added} added"


def _thank(row: Row, world: _World) -> None:
    day = world.day(row)
    Praise.objects.create(
        person=world.people[row["to"]],
        team_id=world.team_of(row["to"]),
        source=Source.COLLEAGUE,
        reason=row["reason"],
        words=row["words"],
        happened_on=day,
        given_by=world.people[row["from"]],
        given_at=_moment(day),
        state=PraiseState.SHOWN,
    )


def _praise(row: Row, world: _World) -> None:
    day = world.day(row)
    confirmed = world.people[row["confirmed"]] if "confirmed" in row else None
    Praise.objects.create(
        person=world.people[row["to"]],
        team_id=world.team_of(row["to"]),
        source=row["source"],
        words=row["words"],
        reference=row["reference"],
        happened_on=day,
        given_by=world.people[row["by"]],
        given_at=_moment(day),
        state=PraiseState.SHOWN if confirmed else PraiseState.WAITING,
        decided_by=confirmed,
        decided_at=_moment(day) if confirmed else None,
        bonus=row.get("bonus", ""),
    )


def _tell(row: Row, world: _World) -> None:
    praise = Praise.objects.filter(reference=row["of"]).first()
    if praise is None or not world.knows(row["by"]):
        return
    told = praise.given_at + timedelta(days=1)
    agrees = row.get("agrees")
    Story.objects.create(
        praise=praise,
        title=row["title"],
        text=row["text"],
        told_by=world.people[row["by"]],
        told_at=told,
        consents=agrees,
        answered_at=told if agrees else None,
    )


def _month(month: date, version: SchemeVersion, **more: Any) -> StarMonth:
    opens = month.replace(day=25)
    days = {"opens_on": opens, "closes_on": opens + timedelta(days=7)}
    values = {"version": version, **days, **more}
    row, _is_new = StarMonth.objects.get_or_create(month=month, defaults=values)
    return row


def _vote(row: Row, month: StarMonth, world: _World) -> None:
    votes = {n: number for n, number in row["votes"].items() if world.knows(n)}
    month.votes = {str(world.people[n].pk): number for n, number in votes.items()}
    month.save(update_fields=["votes"])
    for name in row["papers"]:
        if world.knows(name) and (team := world.team_of(name)) is not None:
            person = world.people[name]
            BallotPaper.objects.create(month=month, person=person, team_id=team)


def _star(row: Row, version: SchemeVersion, world: _World) -> Star | None:
    if not world.knows(row["person"], row["decided_by"], row["announced_by"]):
        return None
    first = month_before(world.today.replace(day=1), row["back"])
    month = _month(first, version)
    _vote(row, month, world)
    Candidate.objects.bulk_create(candidates_of(month, world.today))
    month.papers.all().delete()
    person = world.people[row["person"]]
    chosen = month.candidates.filter(person=person).first()
    announced = min(_moment(month.closes_on + timedelta(days=2)), world.now)
    month.state, month.counted_at = MonthState.ANNOUNCED, announced
    month.announced_by, month.announced_at = world.people[row["announced_by"]], announced  # fmt: skip
    month.save()
    decided: dict[str, Any] = {
        "month": month,
        "state": StarState.AWARDED,
        "decided_by": world.people[row["decided_by"]],
        "decided_at": announced,
    }
    if team := Team.objects.filter(name=row.get("team", "")).first():
        Star.objects.create(team=team, is_of_team=True, reason=row["team_reason"], **decided)  # fmt: skip
    return Star.objects.create(
        person=person,
        team_id=world.team_of(row["person"]),
        total=chosen.total if chosen else None,
        parts=chosen.parts if chosen else [],
        reason=row["reason"],
        bonus=version.bonus,
        bonus_en=version.bonus_en,
        **decided,
    )


def _open_ballot(row: Row, version: SchemeVersion, world: _World) -> None:
    days = {"opens_on": world.today - BEFORE, "closes_on": world.today + AFTER}
    month = _month(world.today.replace(day=1), version, **days)
    _vote(row, month, world)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(17, 30)))
