"""Suggestions, meetings and funds in the demo.

Rows are written as they would be by now: nobody is told of what never happened, and
nobody gets points for it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from plugins.community.enums import EntryKind
from plugins.community.models import (
    Application,
    Comment,
    Fund,
    Item,
    Meeting,
    Seat,
    Step,
    Suggestion,
    Support,
    Talk,
)
from plugins.community.services.ledger import Move, post
from plugins.community.services.suggesting import limit

FILE = Path(__file__).parents[1] / "demo" / "community.yaml"
KEEPER = "manager"
Row = Mapping[str, Any]


class _World:
    """Who is there, by name, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile")
        self.today = timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}

    def day(self, days: int) -> date:
        """Return the day so many days from today."""
        return self.today + timedelta(days=days)

    def at(self, days: int, hour: int = 11) -> datetime:
        """Return a moment of that day."""
        moment = datetime.combine(self.day(days), time(hour, 20))
        return timezone.make_aware(moment)

    def known(self, names: Iterable[str]) -> list[Any]:
        """Return those of these people who are there."""
        return [self.people[name] for name in names if name in self.people]

    def team_of(self, person: Any) -> int | None:
        """Return the key of somebody's team."""
        profile = getattr(person, "staff_profile", None)
        return profile.team_id if profile is not None else None


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where somebody has suggested something already."""
    world = _World(now)
    if Suggestion.objects.exists() or KEEPER not in world.people:
        return ""
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for row in known["suggestions"]:
        if row["by"] in world.people:
            _suggest(row, world)
    for row in known["meetings"]:
        _meet(row, world)
    for row in known["funds"]:
        _fund(row, world)
    counts = (Suggestion.objects.count(), Meeting.objects.count(), Fund.objects.count())
    return "Suggestions: {}, meetings: {}, funds: {} added".format(*counts)


def _suggest(row: Row, world: _World) -> None:
    steps = row.get("steps", ())
    words = {
        name: row[name]
        for name in ("title", "area", "problem", "idea", "benefit", "is_anonymous")
        if name in row
    }
    accepted = [world.at(-s["ago"]) for s in steps if s["kind"] == "accepted"]
    people = world.known(step["by"] for step in steps)
    made = Suggestion.objects.create(
        **words,
        suggested_by=world.people[row["by"]],
        suggested_at=world.at(-row["ago"]),
        due_on=world.day(limit("answer_days") - row["ago"]),
        state=steps[-1]["kind"] if steps else "new",
        keeper=people[-1] if people else None,
        accepted_at=accepted[0] if accepted else None,
    )
    for step in steps:
        Step.objects.create(
            suggestion=made,
            kind=step["kind"],
            by=world.people.get(step["by"]),
            at=world.at(-step["ago"]),
            text=step.get("text", ""),
        )
    for person in world.known(row.get("support", ())):
        Support.objects.create(suggestion=made, person=person, at=made.suggested_at)
    for said in row.get("comments", ()):
        by, at = world.people.get(said["by"]), world.at(-said["ago"], 15)
        Comment.objects.create(suggestion=made, by=by, at=at, text=said["text"])


def _meet(row: Row, world: _World) -> None:
    names = ("kind", "title", "theme", "place", "state", "minutes", "record")
    made = Meeting.objects.create(
        **{name: row[name] for name in names if name in row},
        starts_at=world.at(row["in"], 16),
        host=world.people.get(row["host"]),
    )
    for person in world.known(row.get("coming", ())):
        Seat.objects.create(meeting=made, person=person)
    for person in world.known(row.get("there", ())):
        Seat.objects.create(meeting=made, person=person, was_there=True)
    for place, talk in enumerate(row.get("talks", ()), start=1):
        values = {n: talk[n] for n in ("kind", "title", "state", "minutes")}
        Talk.objects.create(
            **values,
            meeting=made,
            summary=talk.get("summary", ""),
            place=0 if talk["state"] == "proposed" else place,
            speaker=world.people.get(talk["by"]),
            proposed_at=made.starts_at - timedelta(days=12),
        )
    for item in row.get("items", ()):
        owner = world.people.get(item["owner"])
        Item.objects.create(
            meeting=made,
            title=item["title"],
            owner=owner,
            due_on=world.day(item["in"]) if "in" in item else None,
            done_at=world.at(item["done"]) if "done" in item else None,
            done_by=owner if "done" in item else None,
            is_issue=item.get("is_issue", False),
            next_quarter=item.get("next_quarter", False),
        )


def _fund(row: Row, world: _World) -> None:
    names = ("kind", "name", "name_en", "terms")
    fund = Fund.objects.create(**{name: row[name] for name in names})
    keeper = world.people[KEEPER]
    moves = [
        Move(
            EntryKind.GRANT,
            Decimal(g["amount"]),
            keeper,
            world.at(-g["ago"], 9),
            g["note"],
        )
        for g in row["grants"]
    ]
    for asked in row["applications"]:
        if asked["by"] in world.people:
            moves += _apply(asked, fund, world)
    for move in sorted(moves, key=lambda each: each.now):
        post(fund, move)


def _apply(asked: Row, fund: Fund, world: _World) -> list[Move]:
    """Write an application; return what it moved."""
    person = world.people[asked["by"]]
    is_paid = asked["state"] == "paid"
    decided_at = world.at(2 - asked["ago"])
    decided_by = world.people.get(asked.get("decided_by", KEEPER)) if is_paid else None
    made = Application.objects.create(
        fund=fund,
        applicant=person,
        team_id=world.team_of(person),
        amount=Decimal(asked["amount"]),
        purpose=asked["purpose"],
        applied_at=world.at(-asked["ago"]),
        state=asked["state"],
        first_by=world.people.get(asked.get("first_by", "")),
        decided_by=decided_by,
        decided_at=decided_at if is_paid else None,
    )
    if not is_paid:
        return []
    return [
        Move(EntryKind.PAYOUT, -made.amount, decided_by, decided_at, application=made)
    ]
