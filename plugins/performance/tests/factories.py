"""Tables, months and sheets, made without the way there."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from lms.models import Team
from plugins.performance.enums import Side
from plugins.performance.models import (
    ImprovementPlan,
    Month,
    Part,
    PerformanceTable,
    Rating,
    Sheet,
)
from plugins.performance.services.tables import save_table
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

NOW = datetime(2026, 6, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONTH = date(2026, 5, 1)
SIDES = {"self": 15, "superior": 60, "panel": 25}
PARTS = (Part("", "接听质量", "Calls", 70), Part("", "团队协作", "Teamwork", 30))
_numbers = count(1)


def make_person(team=None, role=None, **profile):
    """Return somebody of a team."""
    return StaffProfileFactory(
        user=UserFactory(role=role), team=team or TeamFactory(), **profile
    ).user


def make_team():
    """Return a team with a manager who is no part of it."""
    return TeamFactory(manager=UserFactory())


def make_table(parts=PARTS, teams=(), sides=SIDES, **fields):
    """Return the version of a new table."""
    table = PerformanceTable(**{"name": f"绩效表{next(_numbers)}", **fields})
    return save_table(
        table=table, teams=teams, sides=sides, parts=parts, user=None, now=NOW
    )


def make_month(month=MONTH, state="collecting", **fields):
    defaults = {"state": state, "due_on": date(2026, 6, 5), **fields}
    return Month.objects.get_or_create(month=month, defaults=defaults)[0]


def make_sheet(month=None, person=None, version=None, team=None, **fields):
    """Return a sheet with the ratings that it waits for."""
    team = team or make_team()
    person = person or make_person(team)
    sheet = Sheet.objects.create(
        month=month or make_month(),
        person=person,
        team=team,
        version=version or make_table(),
        **{"superior": Team.objects.get(pk=team.pk).manager, **fields},
    )
    for side, rater in ((Side.SELF, person), (Side.SUPERIOR, sheet.superior)):
        if rater:
            Rating.objects.create(sheet=sheet, side=side, rater=rater)
    return sheet


def rated(sheet, side, *marks, rater=None):
    """Hand a rating in, of the indicators in their order."""
    keys = [part.key for part in sheet.version.rated]
    rating = sheet.ratings.filter(side=side, handed_in_at=None).first()
    rating = rating or Rating(sheet=sheet, side=side, rater=rater or UserFactory())
    rating.marks, rating.handed_in_at = dict(zip(keys, marks, strict=True)), NOW
    rating.save()
    return rating


def make_plan(sheet, **fields):
    return ImprovementPlan.objects.create(
        sheet=sheet, due_on=date(2026, 6, 12), **fields
    )
