"""Forms, plans and sheets, made without the way there."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from lms.enums import Role
from plugins.inspections.models import (
    Criterion,
    Draw,
    Member,
    Plan,
    ScoringForm,
    Sheet,
)
from plugins.inspections.services.drawing import team_of
from plugins.inspections.services.forms import save_form
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONTH = date(2026, 5, 1)
_numbers = count(1)
CRITERIA = [
    Criterion("", "礼仪|Manners", "问候|Greeting", 10, "完整", "漏报姓", "没有"),
    Criterion("", "流程|Process", "复述|Saying back", 10),
    Criterion("", "一票否决|Knock-out", "忌语|Forbidden phrase", cap=60),
    Criterion("", "一票否决|Knock-out", "泄露|Data told", cap=0),
]
GREETING, SAYING_BACK, PHRASE, DATA = "c1", "c2", "c3", "c4"


def make_form(criteria=CRITERIA, **fields):
    form = ScoringForm(**{"name": f"评分表{next(_numbers)}", **fields})
    save_form(form=form, criteria=criteria, user=None, now=NOW)
    return form


def make_person(team=None, role=None):
    """Return somebody of a team."""
    return StaffProfileFactory(
        user=UserFactory(role=role), team=team or TeamFactory()
    ).user


def make_inspector(team=None):
    return make_person(team, Role.REVIEWER)


def make_plan(*, sources=(("recording", 2, 40), ("onsite", 1, 60)), **fields):
    """Return a plan; sources are kind, number and weight, and for whom if not each."""
    inspectors = fields.pop("inspectors", None)
    teams = fields.pop("teams", ())
    form = fields.pop("form", None) or make_form()
    fields = {"month": MONTH, "name": f"计划{next(_numbers)}", **fields}
    plan = Plan.objects.create(form=form, **fields)
    plan.teams.set(teams)
    plan.inspectors.set([make_inspector()] if inspectors is None else inspectors)
    for source, number, weight, *per in sources:
        plan.sources.create(
            source=source, number=number, weight=weight, per=per[0] if per else "person"
        )
    return plan


def make_member(plan, person=None):
    person = person or make_person()
    known = Member.objects.filter(plan=plan, person=person).first()
    return known or Member.objects.create(
        plan=plan, month=plan.month, person=person, team_id=team_of(person)
    )


def make_sheet(plan=None, person=None, **fields):
    """Return a sheet that is drawn; with a `score` one that is released."""
    plan = plan or make_plan()
    member = make_member(plan, person)
    if "score" in fields:
        done = {"state": "released", "submitted_at": NOW, "released_at": NOW}
        marks = {GREETING: "full", SAYING_BACK: "half"}
        fact = {"happened_on": plan.month, "reference": "REC-1", "marks": marks}
        if fields.get("state") == "submitted":
            done.pop("released_at")
        fields = {**done, **fact, **fields, "score": Decimal(fields["score"])}
    return Sheet.objects.create(
        plan=plan,
        member=member,
        person=member.person,
        version=plan.form.newest,
        **{
            "inspector": fields.pop("inspector", None) or make_inspector(),
            "source": "recording",
            "due_on": plan.month,
            "shift": "early",
            **fields,
        },
    )


def make_draw(plan):
    return Draw.objects.create(plan=plan, seed="5eed", drawn_at=NOW)
