"""Sheets of the demo, as far as they are by now."""

from datetime import timedelta
from typing import Any

from plugins.inspections.enums import Channel, Redraw, SheetState, Shift, Source
from plugins.inspections.models import Draw, Member, Sheet
from plugins.inspections.services.demo.world import KEEPER, LEVELS, World, moment
from plugins.inspections.services.drawing import team_of
from plugins.inspections.services.lots import Lots
from plugins.inspections.services.scoring import score_sheet

_STATES = (SheetState.SUBMITTED, SheetState.DRAFT, SheetState.DRAWN, SheetState.RELEASED)  # fmt: skip
_RECORDINGS = 2
"""The first sheets of a month are recordings, the last is on site."""


def write_sheet(
    member: Member, draw: Draw, marks: str, number: int, ago: int, world: World
) -> Sheet:  # fmt: skip
    """Write one sheet of somebody's month."""
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


def _inspector(member: Member, lots: Lots, world: World) -> Any:
    others = {
        world.people[name].pk: 0
        for name in world.names
        if team_of(world.people[name]) != member.team_id
    }
    [key] = lots.people(others, 1)
    return next(each for each in world.people.values() if each.pk == key)


def _set_state(sheet: Sheet, ago: int, number: int, world: World) -> None:
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


def _fill(sheet: Sheet, marks: str, ago: int, number: int, world: World) -> None:
    known, place = world.known, len(world.sheets)
    rated = [each for each in world.version.parts if not each.is_knockout]
    pairs = zip(rated, marks, strict=True)
    sheet.marks = {each.key: LEVELS[mark].value for each, mark in pairs}
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
    sheet.submitted_at = moment(sheet.due_on)
    if sheet.state == SheetState.RELEASED:
        sheet.released_at = min(moment(sheet.due_on + timedelta(days=1)), world.now)
        sheet.released_by = world.people[KEEPER]
        if ago and place % 5:
            sheet.acknowledged_at = min(sheet.released_at + timedelta(hours=20), world.now)  # fmt: skip


def _knock(sheet: Sheet, ago: int, number: int, world: World) -> None:
    name = sheet.person.get_username()
    for row in world.known["knocked"]:
        if (row["person"], row["ago"], row["sheet"]) == (name, ago, number):
            key = world.version.parts[row["place"]].key
            sheet.knocked = [key]
            sheet.comments[key] = row["comment"]
