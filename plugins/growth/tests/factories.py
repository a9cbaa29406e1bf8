"""Skills, posts, rounds and plans, made without the way there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from plugins.growth.models import (
    Assessment,
    Mark,
    Offer,
    PersonalPlan,
    Post,
    Round,
    Skill,
    SkillLevel,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 5, 20)
_numbers = count(1)


def make_skill(name="", **fields):
    number = next(_numbers)
    levels = {f"level_{n}": f"第{n}级的表现|Seen at {n}" for n in range(1, 6)}
    return Skill.objects.create(
        **{"name": name or f"技能{number}", "group": "skill", **levels, **fields}
    )


def make_post(*needs, job="", **fields):
    """Return a post; needs are skill, level and weight."""
    number = next(_numbers)
    post = Post.objects.create(
        **{"name": f"岗位{number}", "titles": job or f"职务{number}", **fields}
    )
    for skill, level, *weight in needs:
        post.needs.create(skill=skill, level=level, weight=weight[0] if weight else 1)
    return post


def make_person(team=None, job="客服代表", **fields):
    return StaffProfileFactory(
        user=UserFactory(**fields), team=team or TeamFactory(), job=job
    ).user


def leave(person):
    person.is_active = False
    person.save()


@dataclass
class House:
    team: Any
    leader: Any
    person: Any
    listening: Skill
    product: Skill
    post: Post


def make_house(job="客服代表"):
    team = TeamFactory()
    leader = make_person(team, job="组长")
    team.manager = leader
    team.save()
    listening = make_skill(f"倾听{next(_numbers)}", group="communication")
    product = make_skill(f"产品{next(_numbers)}", group="product")
    post = make_post((listening, 4, 2), (product, 3, 1), job=job)
    return House(team, leader, make_person(team, job), listening, product, post)


def make_round(**fields):
    number = next(_numbers)
    starts = fields.pop("starts_on", TODAY - timedelta(number))
    return Round.objects.create(
        **{
            "name": f"第{number}轮",
            "starts_on": starts,
            "due_on": starts + timedelta(4000),
            **fields,
        }
    )


def make_assessment(house, round_=None, person=None, **fields):
    row = Assessment.objects.create(
        **{
            "round": round_ or make_round(),
            "person": person or house.person,
            "assessor": house.leader,
            "post": house.post,
            **fields,
        }
    )
    for need in house.post.needs.all():
        Mark.objects.create(assessment=row, skill=need.skill, needed=need.level, weight=need.weight)  # fmt: skip
    return row


def make_level(person, skill, level, needed=3, **fields):
    return SkillLevel.objects.create(
        person=person, skill=skill, level=level, needed=needed, **{"at": NOW, **fields}
    )


def make_plan(house=None, person=None, **fields):
    """Return a plan with a goal and a step."""
    person = person or house.person
    partner = house.leader if house else None
    plan = PersonalPlan.objects.create(
        **{"person": person, "partner": partner, "begun_at": NOW, **fields}
    )
    goal = plan.goals.create(
        what="复述率到九成", measure="抽听二十通", until=date(2999, 1, 1)
    )
    goal.steps.create(what="每天自听一通")
    return plan


def make_offer(**fields):
    return Offer.objects.create(
        **{"title": f"心理热线{next(_numbers)}", "what": "倾听", "how": "内线 8800", **fields}
    )  # fmt: skip
