"""Performance in the demo: three published months, and one in which people rate.

Rows are written as they would be by now: nobody is told of what never happened.
"""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from lms.models import Team
from plugins.performance.enums import Act, Kind, MonthState, Side
from plugins.performance.models import (
    Bonus,
    Figure,
    HouseTarget,
    ImprovementPlan,
    Month,
    Part,
    PerformanceTable,
    Prize,
    Rating,
    Reason,
    Sheet,
    Step,
    TableVersion,
    TargetValue,
)
from plugins.performance.services.beginning import PARTS, add_first_rows
from plugins.performance.services.ranking import last_of_month, prizes_of_month
from plugins.performance.services.scoring import call_backs
from plugins.performance.services.settings import (
    due_day,
    last_of,
    setting,
    shifted,
    usual_sides,
)
from plugins.performance.services.tables import save_table
from plugins.performance.services.working import results_of

FILE = Path(__file__).parents[1] / "demo" / "performance.yaml"
KEEPER = "manager"
_OLDEST = 4
_MEASURED = "lms_courses.mean_mark"
_ATTENDED = 22
_WORDS_EACH = 3


class _World:
    """Who is there, by name, what is known, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile__team")
        self.now, self.today = now, timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}
        self.known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self.teams = {
            t.pk: t for t in Team.objects.filter(name__in=self.known["teams"])
        }
        self.random = random.Random(FILE.name)  # noqa: S311 (the same demo each time)

    def agents(self) -> list[Any]:
        """Return who gets sheets."""
        found = [self.people[n] for n in self.known["levels"] if n in self.people]
        return [p for p in found if p.staff_profile.team_id in self.teams]

    def month(self, ago: int) -> date:
        """Return the first day of a month so many months back."""
        return shifted(self.today.replace(day=1), -ago)


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where there are months already."""
    world = _World(now)
    if Month.objects.exists() or KEEPER not in world.people or not world.agents():
        return ""
    version = _write_table(world)
    for ago in range(_OLDEST, 0, -1):
        _write_month(ago, version, world)
    targets = _write_targets(world)
    return (
        f"Months: {_OLDEST}, sheets: {Sheet.objects.count()}, targets: {targets} added"
    )


def _write_table(world: _World) -> TableVersion:
    add_first_rows()
    table = PerformanceTable.objects.order_by("pk")[0]
    parts = [Part("", name, english, weight) for weight, name, english in PARTS]
    call = Part("", "回访完成率", "Completion of call-backs", 10, Kind.CALLS, quota=setting("callback_quota"))  # fmt: skip
    mark = Part("", "培训成绩", "Marks of training", 10, Kind.MEASURED, source=_MEASURED, target="85")  # fmt: skip
    return save_table(
        table=table,
        teams=world.teams.values(),
        sides=usual_sides(),
        parts=[*parts[:5], mark, call],
        user=world.people[KEEPER],
        now=_moment(world.month(_OLDEST)),
    )


def _write_month(ago: int, version: TableVersion, world: _World) -> None:
    first = world.month(ago)
    opened = min(_moment(shifted(first, 1)), world.now)
    is_past = ago > 1
    month = Month.objects.create(
        month=first,
        state=MonthState.PUBLISHED if is_past else MonthState.COLLECTING,
        due_on=due_day(first, timezone.localdate(opened)),
        published_at=opened + timedelta(days=6) if is_past else None,
    )
    keeper = world.people[KEEPER]
    acts = [Act.OPENED, Act.CLOSED, Act.PUBLISHED] if is_past else [Act.OPENED]
    for number, act in enumerate(acts):
        Step.objects.create(month=month, act=act, made_by=keeper, made_at=min(opened + timedelta(days=number * 3), world.now))  # fmt: skip
    sheets = Sheet.objects.bulk_create(
        Sheet(month=month, person=person, team=team, superior=team.manager if team.manager != person else keeper, version=version)
        for person in world.agents()
        for team in [world.teams[person.staff_profile.team_id]]
    )  # fmt: skip
    Rating.objects.bulk_create(r for sheet in sheets for r in _ratings(sheet, ago, opened, world))  # fmt: skip
    _write_figures(sheets, version, opened, world)
    _write_bonuses(sheets, ago, opened, world)
    if is_past:
        _finish(month, sheets, ago, world)


def _level(sheet: Sheet, ago: int, world: _World) -> int:
    usual, change = world.known["levels"][sheet.person.get_username()]
    return int(usual + change * (_OLDEST - ago))


def _ratings(sheet: Sheet, ago: int, opened: datetime, world: _World) -> list[Rating]:
    panel = [world.people[n] for n in world.known["panel"] if n in world.people]
    raters = [(Side.SELF, sheet.person), (Side.SUPERIOR, sheet.superior)]
    raters += [(Side.PANEL, person) for person in panel]
    level = _level(sheet, ago, world)
    found = []
    for number, (side, rater) in enumerate(raters):
        row = Rating(sheet=sheet, side=side, rater=rater)
        # Of the running month half is there: the panel, and some who rated themselves.
        if ago > 1 or side == Side.PANEL or (side == Side.SELF and sheet.pk % 2):
            row.marks = {
                part.key: _mark(level, side, world) for part in sheet.version.rated
            }
            row.words = _words(side, number + sheet.pk + ago, world)
            row.handed_in_at = min(opened + timedelta(days=number), world.now)
            row.revision = 2
        found.append(row)
    return found


def _mark(level: int, side: Side, world: _World) -> int:
    lift = 4 if side == Side.SELF else 0
    return max(0, min(100, level + lift + world.random.randint(-6, 5)))


def _words(side: Side, number: int, world: _World) -> str:
    texts = world.known[f"{side}_words"]
    return texts[number % len(texts)] if number % _WORDS_EACH == 0 else ""


def _write_figures(
    sheets: list[Sheet], version: TableVersion, written: datetime, world: _World
) -> None:
    part = next(each for each in version.parts if each.kind == Kind.CALLS)
    rows = []
    for team in world.teams.values():
        own = [sheet for sheet in sheets if sheet.team_id == team.pk]
        calls = world.random.randint(170, 205) * len(own)
        numbers = {"calls": calls, "people": len(own) or 1, "days": _ATTENDED}
        value = call_backs(numbers, part.quota)
        rows += [Figure(sheet=s, key=part.key, value=value, numbers=numbers, written_at=written) for s in own]  # fmt: skip
    measured = next(each for each in version.parts if each.kind == Kind.MEASURED)
    rows += [
        Figure(sheet=s, key=measured.key, value=Decimal(world.random.randint(66, 97)), written_at=written)
        for s in sheets
        if s.pk % 7
    ]  # fmt: skip
    Figure.objects.bulk_create(rows)


def _write_bonuses(
    sheets: list[Sheet], ago: int, opened: datetime, world: _World
) -> None:
    places = {sheet.person.get_username(): sheet for sheet in sheets}
    reasons = {each.points: each for each in Reason.objects.all()}
    Bonus.objects.bulk_create(
        Bonus(
            sheet=places[row["person"]],
            reason=reasons.get(row["points"]),
            points=row["points"],
            words=row["words"],
            objection=row.get("objection", ""),
            given_at=opened,
            given_by=places[row["person"]].superior,
        )
        for row in world.known["bonuses"]
        if row["ago"] == ago and row["person"] in places
    )


def _finish(month: Month, sheets: list[Sheet], ago: int, world: _World) -> None:
    results = results_of(sheets)
    for sheet in sheets:
        sheet.total = results[sheet.pk].total
    Sheet.objects.bulk_update(sheets, ["total"])
    for sheet, place, amount in prizes_of_month(month):
        Prize.objects.create(sheet=sheet, place=place, amount=amount)
    published = timezone.localdate(month.published_at)
    due = published + timedelta(days=setting("plan_days"))
    for number, sheet in enumerate(last_of_month(month)):
        is_in = ago > 2 or number == 0  # noqa: PLR2004 (the newest of the published)
        handed_in = min(_moment(due), world.now) if is_in else None
        ImprovementPlan.objects.create(
            sheet=sheet,
            due_on=due,
            text=world.known["plan"] if is_in else "",
            handed_in_at=handed_in,
            accepted_at=handed_in if ago > 2 else None,  # noqa: PLR2004 (the same)
            accepted_by=sheet.superior if ago > 2 else None,  # noqa: PLR2004 (the same)
        )


def _write_targets(world: _World) -> int:
    rows = world.known["targets"]
    for row in rows:
        values = row["values"]
        first = world.month(len(values))
        target = HouseTarget.objects.create(
            name=row["name"],
            name_en=row["name_en"],
            base=row["base"],
            change=row["change"],
            first=first,
            last=last_of(shifted(first, 11)),
        )
        TargetValue.objects.bulk_create(
            TargetValue(target=target, month=shifted(first, n), value=Decimal(str(v)))
            for n, v in enumerate(values)
        )
    return len(rows)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(17, 30)))
