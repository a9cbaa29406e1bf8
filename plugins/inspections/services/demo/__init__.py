"""Inspections in the demo: three months with sheets in all states.

Rows are written as they would be by now: nobody is told of what never happened, and
nobody gets points for it.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from lms.models import Team
from plugins.inspections.models import (
    Criterion,
    Draw,
    FormVersion,
    Indicator,
    IndicatorValue,
    Member,
    Plan,
    ScoringForm,
)
from plugins.inspections.services.demo.answers import (
    write_action,
    write_objection,
    write_second,
)
from plugins.inspections.services.demo.sheets import write_sheet
from plugins.inspections.services.demo.world import KEEPER, World, moment
from plugins.inspections.services.drawing import team_of
from plugins.inspections.services.forms import save_form
from plugins.inspections.services.indicators import FIRST, add_first_indicators

_OLDEST = 2


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where there are plans already."""
    world = World(now)
    if Plan.objects.exists() or KEEPER not in world.people or len(world.names) < 2:  # noqa: PLR2004 (inspectors of different teams)
        return ""
    world.version = _write_form(world)
    plans = [_write_plan(ago, world) for ago in range(_OLDEST, -1, -1)]
    for row in world.known["seconds"]:
        write_second(row, world)
    for row in world.known["objections"]:
        write_objection(row, world)
    for row in world.known["actions"]:
        write_action(row, world)
    _close(plans[0], world)
    figures = _write_figures(world)
    return f"Plans: {len(plans)}, sheets: {len(world.sheets)}, figures: {figures} added"


def _write_form(world: World) -> FormVersion:
    known = world.known["form"]
    criteria = [Criterion(key="", **each) for each in known["criteria"]]
    form = ScoringForm(name=known["name"], name_en=known["name_en"])
    writer = world.people[KEEPER]
    written = moment(world.month(_OLDEST) - timedelta(days=5))
    return save_form(form=form, criteria=criteria, user=writer, now=written)


def _write_plan(ago: int, world: World) -> Plan:
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
    drawn = moment(month)
    draw = Draw.objects.create(plan=plan, seed=f"{world.random.getrandbits(64):016x}", drawn_at=drawn, drawn_by=keeper)  # fmt: skip
    for row, person in zip(rows, people, strict=True):
        member = Member.objects.create(plan=plan, month=month, person=person, team_id=team_of(person))  # fmt: skip
        for number, marks in enumerate(row["months"][_OLDEST - ago]):
            world.sheets[row["person"], ago, number] = write_sheet(member, draw, marks, number, ago, world)  # fmt: skip
    return plan


def _close(plan: Plan, world: World) -> None:
    plan.closed_at = moment(world.month(_OLDEST - 1) + timedelta(days=4))
    plan.closed_by = world.people[KEEPER]
    plan.save(update_fields=["closed_at", "closed_by"])


def _write_figures(world: World) -> int:
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
