"""Mentors and pairs in the demo, in different states.

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

from plugins.mentoring.enums import PairState
from plugins.mentoring.models import Mentor, Pair, ServiceReview
from plugins.mentoring.weeks import WEEK, monday_of

FILE = Path(__file__).parents[1] / "demo" / "mentoring.yaml"
KEEPER = "trainer"
Row = Mapping[str, Any]


class _World:
    """Who is there, by name, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.all()
        self.now, self.today = now, timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}

    def knows(self, row: Row) -> bool:
        """Tell whether all whom a row names are there."""
        others = [row["continued"]["mentor"]] if "continued" in row else []
        return {row["mentor"], row["apprentice"], *others} <= {*self.people}


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where there are mentors or pairs already."""
    world = _World(now)
    if Pair.objects.exists() or KEEPER not in world.people:
        return ""
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    mentors = [_offer(row, world) for row in known["mentors"] if row["person"] in world.people]  # fmt: skip
    pairs = [_pair(row, world) for row in known["pairs"] if world.knows(row)]
    return f"Mentors: {len(mentors)}, pairs: {len(pairs)} added"


def _offer(row: Row, world: _World) -> Mentor:
    values = {name: row[name] for name in ("directions", "note", "is_open") if name in row}  # fmt: skip
    person = world.people[row["person"]]
    mentor, _is_new = Mentor.objects.get_or_create(person=person, defaults=values)
    return mentor


def _pair(row: Row, world: _World) -> Pair:
    begin = monday_of(world.today) - row["began"] * WEEK
    closed = monday_of(world.today) - row["closed"] * WEEK if "closed" in row else None
    pair = _write(
        row,
        world,
        starts_on=begin,
        ends_on=begin + row["lasts"] * WEEK - timedelta(days=1),
        direction=row["direction"],
        goals=row["goals"],
        state=row.get("state", PairState.RUNNING),
        closed_on=closed and closed - timedelta(days=1),
        closed_by=world.people[KEEPER] if closed else None,
        closing_words=row.get("words", ""),
    )
    if "continued" in row and closed:
        more = {**row["continued"], "apprentice": row["apprentice"]}
        _write(
            more,
            world,
            starts_on=closed,
            ends_on=pair.ends_on,
            direction=pair.direction,
            goals=pair.goals,
            continues=pair,
        )
    return pair


def _write(row: Row, world: _World, **values: Any) -> Pair:
    pair = Pair.objects.create(
        mentor=world.people[row["mentor"]],
        apprentice=world.people[row["apprentice"]],
        made_by=world.people[KEEPER],
        made_at=_moment(values["starts_on"]),
        **values,
    )
    for each in row.get("observations", ()):
        _observe(pair, each, world)
    for each in row.get("reviews", ()):
        _review(pair, each, world)
    for each in row.get("steps", ()):
        _plan(pair, each, world)
    if "service_review" in row:
        at = _moment(pair.last_day)
        ServiceReview.objects.create(pair=pair, written_at=at, **row["service_review"])
    for activity in row.get("results", ()):
        at = _moment(pair.last_day - timedelta(days=10))
        pair.results.create(activity=activity, key=f"demo:{pair.pk}:{activity}", achieved_at=at)  # fmt: skip
    return pair


def _observe(pair: Pair, row: Row, world: _World) -> None:
    day = monday_of(pair.starts_on) + row["week"] * WEEK + timedelta(days=row["day"])
    if day > world.today:
        return
    written = min(_moment(day + timedelta(days=row.get("late", 0))), world.now)
    pair.observations.create(
        seen_on=day,
        behaviors=row["behaviors"],
        advice=row["advice"],
        written_at=written,
        reply=row["reply"],
        replied_at=written if row["reply"] else None,
    )


def _review(pair: Pair, row: Row, world: _World) -> None:
    day = world.today - timedelta(days=row["ago"])
    grades = {name: row[name] for name in ("attitude", "skill", "communication")}
    comment = row.get("comment", "")
    pair.reviews.create(
        day=day,
        improvement=row["improvement"],
        written_at=_moment(day),
        comment=comment,
        commented_at=_moment(day) if comment else None,
        **grades,
    )


def _plan(pair: Pair, row: Row, world: _World) -> None:
    done = world.today + timedelta(days=row["done"]) if "done" in row else None
    pair.steps.create(
        text=row["text"],
        due_on=world.today + timedelta(days=row["due"]),
        done_on=done,
        done_by=pair.mentor if done else None,
    )


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(17, 30)))
