"""Months, a review, weekly reports and risks in the demo.

Rows are written as they would be by now: nobody is told of what never happened.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from lms.models import Team
from plugins.archives.models import (
    Action,
    Goal,
    Measure,
    Month,
    Note,
    Post,
    Review,
    Risk,
    RiskChange,
    WeeklyReport,
)
from plugins.archives.services.freezing import keep
from plugins.archives.services.reviews import agenda_of
from plugins.archives.weeks import WEEK, last_of, monday_of, shifted

FILE = Path(__file__).parents[1] / "demo" / "archives.yaml"
MONTHS = 3
Row = Mapping[str, Any]


class _World:
    """Who is there, by name, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.all()
        self.now, self.today = now, timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}
        self.teams = {team.name: team for team in Team.objects.all()}

    def day(self, ahead: int) -> date:
        """Return a day so many days from now."""
        return self.today + timedelta(days=ahead)


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where a month is there already."""
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    world = _World(now)
    if Month.objects.exists() or known["keeper"] not in world.people:
        return ""
    keeper = world.people[known["keeper"]]
    for key, value in known["goals"].items():
        Goal.objects.create(indicator=key, value=value, set_by=keeper, set_at=now)
    last = shifted(world.today.replace(day=1), -1)
    for back in reversed(range(MONTHS)):
        keep(first=shifted(last, -back), user=None, now=now, is_told=False)
    month = Month.objects.get(first=last)
    Note.objects.create(month=month, text=known["note"], by=keeper, at=now)
    Post.objects.create(
        person=keeper,
        duties=known["duties"],
        begins_on=shifted(last, -MONTHS),
        named_by=keeper,
    )
    _add_review(known["review"], last, keeper, world)
    _add_risks(known["risks"], keeper, world)
    _add_reports(known["reports"], world)
    return f"Archive: {MONTHS} months, {len(known['risks'])} risks added"


def _add_review(row: Row, month: date, keeper: Any, world: _World) -> None:
    held_on = max(world.day(-row["ago"]), shifted(month, 1))
    made = Review.objects.create(
        kind=row["kind"],
        first=month,
        last=last_of(month),
        held_on=held_on,
        agenda=agenda_of(month, last_of(month)),
        findings=row["findings"],
        decisions=row["decisions"],
        made_by=keeper,
        made_at=world.now,
        closed_at=world.now,
    )
    made.people.set(world.people[n] for n in row["people"] if n in world.people)
    for action in row["actions"]:
        if action["owner"] in world.people:
            is_done = "outcome" in action
            Action.objects.create(
                review=made,
                what=action["what"],
                owner=world.people[action["owner"]],
                due_on=world.day(action["due"]),
                done_at=world.now if is_done else None,
                done_by=world.people[action["owner"]] if is_done else None,
                outcome=action.get("outcome", ""),
            )


def _add_risks(rows: Iterable[Row], keeper: Any, world: _World) -> None:
    for row in rows:
        names = ("title", "kind", "text", "likelihood", "effect", "state")
        made = Risk.objects.create(
            **{name: row[name] for name in names},
            owner=world.people.get(row["owner"]),
            look_on=world.day(row["look"]),
        )
        RiskChange.objects.create(
            risk=made, number=1, at=world.now - timedelta(days=30), by=keeper
        )
        for measure in row["measures"]:
            Measure.objects.create(
                risk=made,
                what=measure["what"],
                due_on=world.day(measure["due"]),
                done_at=world.now if measure.get("done") else None,
            )


def _add_reports(rows: Iterable[Row], world: _World) -> None:
    this = monday_of(world.today)
    for row in rows:
        team = world.teams.get(row["team"])
        if team is None or team.manager is None:
            continue
        monday = this - row["back"] * WEEK
        moment = min(world.now, timezone.make_aware(datetime.combine(monday, datetime.min.time())) + timedelta(days=4, hours=17))  # fmt: skip
        WeeklyReport.objects.create(
            team=team,
            monday=monday,
            author=team.manager,
            saved_at=moment,
            handed_in_at=moment,
            **{name: row[name] for name in ("done", "problems", "next_week")},
        )
