"""Contests in the demo: one that is over, one that is open.

Rows are written as they would be by now: nobody is told of what never happened, and
nobody gets points for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils.timezone import localdate

from plugins.contests.enums import (
    Answer,
    ContestState,
    EntryState,
    RoundKind,
    RoundState,
)
from plugins.contests.models import (
    Contest,
    Entry,
    Member,
    Proposal,
    Round,
    ScoreSheet,
    Standing,
)
from plugins.contests.services.judging import score_of
from plugins.contests.services.ranking import prizes_of
from plugins.contests.services.results import ranking_of, work_out
from plugins.contests.services.rounds import may_judge

FILE = Path(__file__).parents[1] / "demo" / "contests.yaml"
KEEPER = "manager"
_FEWEST = 4
Row = Mapping[str, Any]


class _World:
    """Who is there, by name, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile__team")
        self.now, self.today = now, localdate(now)
        self.people = {person.get_username(): person for person in users}

    def ago(self, days: int) -> date:
        """Return the day so many days back."""
        return self.today - timedelta(days=days)

    def there(self, names: Any) -> list[Any]:
        """Return those of these people who are there."""
        return [self.people[name] for name in names if name in self.people]


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where there are contests already."""
    world, known = _World(now), yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rows = [row for row in known["finished"]["entries"] if row["person"] in world.people]  # fmt: skip
    if Contest.objects.exists() or KEEPER not in world.people or len(rows) < _FEWEST:
        return ""
    _add_finished(known["finished"], rows, world)
    _add_open(known["open"], world)
    return f"Contests: {Contest.objects.count()}, entries: {Entry.objects.count()}"


def _contest(row: Row, world: _World, **more: Any) -> Contest:
    names = ("title", "title_en", "description", "description_en", "prizes")
    keeper = world.people[KEEPER]
    values = {name: row[name] for name in names}
    return Contest.objects.create(**values, made_by=keeper, **more)


def _add_finished(known: Row, rows: list[Row], world: _World) -> None:
    opened, announced = timedelta(days=known["opens"]), timedelta(days=known["announced"])  # fmt: skip
    contest = _contest(
        known,
        world,
        opens_on=world.ago(known["opens"]),
        closes_on=world.ago(known["closes"]),
        made_at=world.now - opened,
        state=ContestState.RUNNING,
    )
    entries = {row["person"]: _enter(contest, row, world, opened) for row in rows}
    here = list(entries)
    story = _Story(known, contest, entries, {row["person"]: row for row in rows})
    for number in range(1, len(known["rounds"]) + 1):
        here = _play(story, number, here, world)
    places = ranking_of(contest)
    prizes = prizes_of({each.entry.pk: each.rank for each in places}, contest.amounts)
    for each in places:
        each.entry.rank, each.entry.prize = each.rank, prizes.get(each.entry.pk)
        each.entry.save()
    contest.state = ContestState.ANNOUNCED
    contest.announced_by = world.people[KEEPER]
    contest.announced_at = world.now - announced
    contest.save()


def _enter(contest: Contest, row: Row, world: _World, opened: timedelta) -> Entry:
    person = world.people[row["person"]]
    at = world.now - opened + timedelta(days=2)
    entry = Entry.objects.create(
        contest=contest, captain=person, state=EntryState.ENTERED, entered_at=at
    )
    _add_member(entry, person, Answer.AGREED, at)
    return entry


def _add_member(entry: Entry, person: Any, answer: Answer, at: datetime) -> None:
    Member.objects.create(
        entry=entry,
        contest_id=entry.contest_id,
        person=person,
        answer=answer,
        asked_at=at,
        answered_at=at if answer == Answer.AGREED else None,
    )


@dataclass(frozen=True)
class _Story:
    """A contest that is over, as the file tells it."""

    known: Row
    contest: Contest
    entries: Mapping[str, Entry]
    marks: Mapping[str, Row]


def _play(story: _Story, number: int, here: list[str], world: _World) -> list[str]:
    """Write a round as it went, and return who went on."""
    known = story.known["rounds"][number - 1]
    row = Round.objects.create(
        contest=story.contest,
        number=number,
        state=RoundState.RUNNING,
        day=world.ago(known["day"]),
        **{name: known[name] for name in ("kind", "weight", "place")},
        goes_on=known.get("goes_on"),
        criteria=known.get("criteria", []),
    )
    jury = world.there(known.get("jury", ()))
    row.judges.set(jury)
    at = world.now - timedelta(days=known["day"] - 1)
    for name in here:
        standing = Standing.objects.create(round=row, entry=story.entries[name])
        _mark(standing, story.marks[name], story.known, jury, at)
    result = work_out(Round.objects.select_related("contest").get(pk=row.pk))
    through = result.cut.through | result.cut.tied if result.cut else frozenset()
    for each in result.standings:
        each.goes_on = each.pk in through
        each.save()
    row.state, row.published_at = RoundState.PUBLISHED, at
    row.save()
    going = {each.entry_id for each in result.standings if each.goes_on}
    return [name for name in here if story.entries[name].pk in going]


def _mark(
    standing: Standing, marks: Row, story: Row, jury: list[Any], at: datetime
) -> None:
    row = standing.round
    if marks.get("absent") or row.kind not in marks:
        standing.is_absent = True
    elif not row.is_judged:
        standing.mark = Decimal(marks[row.kind])
    standing.save()
    if row.kind == RoundKind.PROPOSAL and not standing.is_absent:
        _propose(standing, story["proposals"][marks["person"]], at)
    if row.is_judged and not standing.is_absent:
        _score(standing, marks, jury, at)


def _propose(standing: Standing, text: Row, at: datetime) -> None:
    names = ("title", "problem", "idea", "benefit")
    Proposal.objects.create(
        standing=standing,
        written_by=standing.entry.captain,
        written_at=at - timedelta(days=2),
        may_be_shown=text["shown"],
        **{name: text[name] for name in names},
    )


def _score(standing: Standing, marks: Row, jury: list[Any], at: datetime) -> None:
    entry = Entry.objects.with_people().get(pk=standing.entry_id)
    comments = marks.get("comments", ["", "", ""])
    given = zip(jury, marks[standing.round.kind], comments, strict=False)
    for judge, numbers, comment in given:
        if not may_judge(judge, entry):
            continue
        ScoreSheet.objects.create(
            standing=standing,
            judge=judge,
            marks=[str(number) for number in numbers],
            comment=comment,
            score=score_of(standing.round.parts, [Decimal(n) for n in numbers]),
            handed_in_at=at,
        )


def _add_open(known: Row, world: _World) -> None:
    at = world.now - timedelta(days=known["opened"])
    contest = _contest(
        known,
        world,
        team_size=known["team_size"],
        opens_on=world.ago(known["opened"]),
        closes_on=world.today + timedelta(days=known["ahead"]),
        made_at=at,
        state=ContestState.OPEN,
    )
    Round.objects.create(
        contest=contest,
        number=1,
        kind=RoundKind.RELAY,
        weight=100,
        day=world.today + timedelta(days=known["day"]),
        place=known["place"],
    )
    for row in known["teams"]:
        if not world.there([row["captain"]]):
            continue
        asked = world.there(row.get("asked", ()))
        agreed = world.there([row["captain"], *row["agreed"]])
        is_whole = len(agreed) == known["team_size"]
        entry = Entry.objects.create(
            contest=contest,
            name=row["name"],
            captain=agreed[0],
            state=EntryState.ENTERED if is_whole else EntryState.FORMING,
            entered_at=at,
        )
        for person in agreed:
            _add_member(entry, person, Answer.AGREED, at)
        for person in asked:
            _add_member(entry, person, Answer.ASKED, at)
