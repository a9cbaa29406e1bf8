"""Inspections in the demo: three months with sheets in all states.

Rows are written as they would be by now: nobody is told of what never happened, and
nobody gets points for it.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from lms.models import Team
from plugins.inspections.enums import (
    Channel,
    Level,
    Outcome,
    Redraw,
    SheetState,
    Shift,
    Source,
)
from plugins.inspections.models import (
    Criterion,
    Draw,
    FormVersion,
    Indicator,
    IndicatorValue,
    Member,
    Objection,
    Plan,
    ScoringForm,
    Sheet,
)
from plugins.inspections.services.drawing import team_of
from plugins.inspections.services.forms import save_form
from plugins.inspections.services.indicators import FIRST, add_first_indicators
from plugins.inspections.services.lots import Lots
from plugins.inspections.services.scoring import score_sheet

FILE = Path(__file__).parents[1] / "demo" / "inspections.yaml"
KEEPER = "manager"
_LEVELS = {"f": Level.FULL, "h": Level.HALF, "n": Level.NONE, "-": Level.NA}
_STATES = (SheetState.SUBMITTED, SheetState.DRAFT, SheetState.DRAWN, SheetState.RELEASED)  # fmt: skip
_RECORDINGS = 2
"""The first sheets of a month are recordings, the last is on site."""
_OLDEST = 2
Row = Mapping[str, Any]


class _World:
    """Who is there, by name, what is known, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile__team")
        self.now, self.today = now, timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}
        self.known: Row = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self.names = [n for n in self.known["inspectors"] if n in self.people]
        self.sheets: dict[tuple[str, int, int], Sheet] = {}
        self.version = FormVersion()
        self.random = random.Random(FILE.name)  # noqa: S311 (the same demo each time)

    def month(self, ago: int) -> date:
        """Return the first day of a month so many months back."""
        number = self.today.year * 12 + self.today.month - 1 - ago
        return date(number // 12, number % 12 + 1, 1)

    def sheet(self, row: Row) -> Sheet | None:
        """Return the sheet that a row names; None where its person is not there."""
        return self.sheets.get((row["person"], row["ago"], row["sheet"]))


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where there are plans already."""
    world = _World(now)
    if Plan.objects.exists() or KEEPER not in world.people or len(world.names) < 2:  # noqa: PLR2004 (inspectors of different teams)
        return ""
    world.version = _write_form(world)
    plans = [_write_plan(ago, world) for ago in range(_OLDEST, -1, -1)]
    for row in world.known["seconds"]:
        _write_second(row, world)
    for row in world.known["objections"]:
        _write_objection(row, world)
    for row in world.known["actions"]:
        _write_action(row, world)
    _close(plans[0], world)
    figures = _write_figures(world)
    return f"Plans: {len(plans)}, sheets: {len(world.sheets)}, figures: {figures} added"


def _write_form(world: _World) -> FormVersion:
    known = world.known["form"]
    criteria = [Criterion(key="", **each) for each in known["criteria"]]
    form = ScoringForm(name=known["name"], name_en=known["name_en"])
    writer = world.people[KEEPER]
    written = _moment(world.month(_OLDEST) - timedelta(days=5))
    return save_form(form=form, criteria=criteria, user=writer, now=written)


def _write_plan(ago: int, world: _World) -> Plan:
    keeper = world.people[KEEPER]
    month = world.month(ago)
    plan = Plan.objects.create(
        month=month,
        form=world.version.form,
        goal=world.known["goal"],
        is_cross_team=True,
        made_by=keeper,
    )
    plan.inspectors.set([world.people[name] for name in world.names])
    for each in world.known["sources"]:
        plan.sources.create(**each)
    rows = [row for row in world.known["people"] if row["person"] in world.people]
    people = [world.people[row["person"]] for row in rows]
    teams = {team_of(person) for person in people} - {None}
    plan.teams.set(teams)
    drawn = _moment(month)
    draw = Draw.objects.create(plan=plan, seed=f"{world.random.getrandbits(64):016x}", drawn_at=drawn, drawn_by=keeper)  # fmt: skip
    for row, person in zip(rows, people, strict=True):
        member = Member.objects.create(plan=plan, month=month, person=person, team_id=team_of(person))  # fmt: skip
        for number, marks in enumerate(row["months"][_OLDEST - ago]):
            world.sheets[row["person"], ago, number] = _write_sheet(member, draw, marks, number, ago, world)  # fmt: skip
    return plan


def _write_sheet(
    member: Member, draw: Draw, marks: str, number: int, ago: int, world: _World
) -> Sheet:  # fmt: skip
    lots = Lots(f"{draw.seed}{member.pk}{number}")
    last = world.today if not ago else world.month(ago - 1) - timedelta(days=1)
    span = max((last - member.month).days, 1)
    day = member.month + timedelta(days=(world.random.randrange(span)))
    is_recording = number < _RECORDINGS
    sheet = Sheet(
        plan=member.plan,
        member=member,
        draw=draw,
        person=member.person,
        inspector=_inspector(member, lots, world),
        source=Source.RECORDING if is_recording else Source.ONSITE,
        version=world.version,
        due_on=day,
        shift=lots.shift() if is_recording else Shift.EARLY,
    )
    _set_state(sheet, ago, number, world)
    if sheet.state not in (SheetState.DRAWN, SheetState.VOID):
        _fill(sheet, marks, ago, number, world)
    sheet.save()
    return sheet


def _inspector(member: Member, lots: Lots, world: _World) -> Any:
    others = {
        world.people[name].pk: 0
        for name in world.names
        if team_of(world.people[name]) != member.team_id
    }
    [key] = lots.people(others, 1)
    return next(each for each in world.people.values() if each.pk == key)


def _set_state(sheet: Sheet, ago: int, number: int, world: _World) -> None:
    """Let the past be released, and the present be anything."""
    name = sheet.person.get_username()
    for row in world.known["voids"]:
        if (row["person"], row["ago"], row["sheet"]) == (name, ago, number):
            sheet.state, sheet.redrawn = SheetState.VOID, Redraw.NOBODY
            sheet.void_reason = row["reason"]
            return
    if ago:
        sheet.state = SheetState.RELEASED
        return
    sheet.state = _STATES[len(world.sheets) % len(_STATES)]
    if sheet.state == SheetState.DRAWN:
        sheet.due_on = world.today + timedelta(days=number)


def _fill(sheet: Sheet, marks: str, ago: int, number: int, world: _World) -> None:
    known, place = world.known, len(world.sheets)
    rated = [each for each in world.version.parts if not each.is_knockout]
    pairs = zip(rated, marks, strict=True)
    sheet.marks = {each.key: _LEVELS[mark].value for each, mark in pairs}
    sheet.comments = {
        each.key: known["words"][n][(place + n) % 2]
        for n, (each, mark) in enumerate(zip(rated, marks, strict=True))
        if mark in "hn" and (mark == "n" or (place + n) % 3 == 0)
    }
    _knock(sheet, ago, number, world)
    is_recording = sheet.source == Source.RECORDING
    lines = known["lines"] if is_recording else known["onsite"]
    sheet.lines = lines[place % len(lines)]
    sheet.strengths = known["strengths"][place % len(known["strengths"])]
    sheet.to_do = known["to_do"][place % len(known["to_do"])]
    sheet.channel = Channel.CHAT if "在线" in str(sheet.member.team) else Channel.PHONE
    sheet.happened_on = sheet.due_on
    prefix = "REC" if is_recording else "现场"
    sheet.reference = f"{prefix}-{sheet.due_on:%m%d}-{place:03d}"
    sheet.revision = 3
    if sheet.state == SheetState.DRAFT:
        sheet.marks.pop(rated[-1].key)
        return
    sheet.score = score_sheet(world.version.parts, sheet.marks, sheet.knocked).score
    sheet.submitted_at = _moment(sheet.due_on)
    if sheet.state == SheetState.RELEASED:
        sheet.released_at = min(_moment(sheet.due_on + timedelta(days=1)), world.now)
        sheet.released_by = world.people[KEEPER]
        if ago and place % 5:
            sheet.acknowledged_at = min(sheet.released_at + timedelta(hours=20), world.now)  # fmt: skip


def _knock(sheet: Sheet, ago: int, number: int, world: _World) -> None:
    name = sheet.person.get_username()
    for row in world.known["knocked"]:
        if (row["person"], row["ago"], row["sheet"]) == (name, ago, number):
            key = world.version.parts[row["place"]].key
            sheet.knocked = [key]
            sheet.comments[key] = row["comment"]


def _write_second(row: Row, world: _World) -> None:
    first = world.sheet(row)
    inspector = world.people.get(row["by"])
    if first is None or inspector is None or inspector.pk == first.inspector_id:
        return
    rated = [each for each in world.version.parts if not each.is_knockout]
    marks = {e.key: _LEVELS[m].value for e, m in zip(rated, row["marks"], strict=True)}
    same = ("plan", "member", "person", "source", "version", "due_on", "shift")
    given = ("reference", "channel", "happened_on", "submitted_at")
    Sheet.objects.create(
        second_of=first,
        inspector=inspector,
        marks=marks,
        score=score_sheet(world.version.parts, marks, ()).score,
        state=SheetState.SUBMITTED,
        **{name: getattr(first, name) for name in (*same, *given)},
    )


def _write_objection(row: Row, world: _World) -> None:
    sheet = world.sheet(row)
    if sheet is None or sheet.released_at is None:
        return
    made = min(sheet.released_at + timedelta(days=1), world.now)
    decided = min(made + timedelta(days=2), world.now) if "outcome" in row else None
    Objection.objects.create(
        sheet=sheet,
        reason=row["reason"],
        made_at=made,
        outcome=row.get("outcome", Outcome.OPEN),
        words=row.get("words", ""),
        decided_at=decided,
        decided_by=world.people.get(row.get("by", "")),
        **_decided(sheet, row.get("marks", {}), world),
    )


def _decided(sheet: Sheet, marks: Mapping[int, str], world: _World) -> dict[str, Any]:
    """Return what the places of some criteria were decided to be."""
    if not marks:
        return {}
    parts = world.version.parts
    changed = {parts[place].key: _LEVELS[mark].value for place, mark in marks.items()}
    final = {**sheet.marks, **changed}
    score = score_sheet(parts, final, sheet.knocked).score
    return {"marks": final, "knocked": sheet.knocked, "new_score": score}


def _write_action(row: Row, world: _World) -> None:
    sheet = world.sheet(row)
    if sheet is None or sheet.released_at is None:
        return
    due = world.today + timedelta(days=row["due"])
    done = _moment(min(due, world.today) - timedelta(days=1)) if "done" in row else None
    is_confirmed = "confirmed" in row
    sheet.actions.create(
        criterion=world.version.parts[row["place"]].key,
        what=row["what"],
        due_on=due,
        made_by=sheet.inspector,
        made_at=sheet.released_at,
        done_at=done,
        confirmed_at=done if is_confirmed else None,
        confirmed_by=sheet.inspector if is_confirmed else None,
    )


def _close(plan: Plan, world: _World) -> None:
    plan.closed_at = _moment(world.month(_OLDEST - 1) + timedelta(days=4))
    plan.closed_by = world.people[KEEPER]
    plan.save(update_fields=["closed_at", "closed_by"])


def _write_figures(world: _World) -> int:
    add_first_indicators()
    indicators = {each.name: each for each in Indicator.objects.all()}
    usual = [indicators.get(name) for name, *_rest in FIRST]
    teams = {team.name: team for team in Team.objects.all()}
    rows = [
        IndicatorValue(
            indicator=indicator,
            team=teams[name],
            month=world.month(len(months) - n),
            value=Decimal(str(value)),
            written_at=world.now,
            written_by=world.people[KEEPER],
        )
        for name, months in world.known["figures"].items()
        if name in teams
        for n, values in enumerate(months)
        for indicator, value in zip(usual, values, strict=True)
        if indicator is not None
    ]
    return len(IndicatorValue.objects.bulk_create(rows))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(17, 30)))
