"""Growth in the demo: a matrix of the demo's people, two rounds, plans.

Rows are written as they would be by now: nobody is told of what never happened, and
nobody gets points for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from plugins.growth.enums import AssessmentState, EntryKind, PlanState
from plugins.growth.models import (
    Assessment,
    Mark,
    Need,
    Offer,
    PersonalPlan,
    Post,
    Round,
    Skill,
    SkillLevel,
    posts_in_use,
)
from plugins.growth.services.planning import superior_of
from plugins.growth.services.standing import needs_by_post

FILE = Path(__file__).parents[1] / "demo" / "growth.yaml"
_DAYS = ((105, 84), (12, -9))
"""Before how many days each round began and was to be finished."""
Row = Mapping[str, Any]


class _World:
    """Who is there, by name, what is known, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile__team")
        self.now, self.today = now, timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}
        self.known: Row = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self.skills: dict[str, Skill] = {}

    def ago(self, days: int) -> datetime:
        """Return the moment so many days before."""
        return self.now - timedelta(days)

    def present(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows whose person is there."""
        return [row for row in rows if row["person"] in self.people]


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where there are skills already."""
    world = _World(now)
    if Skill.objects.exists() or not world.present(world.known["people"]):
        return ""
    _write_skills(world)
    rounds = [_write_round(place, world) for place in range(len(_DAYS))]
    plans = [_write_plan(row, world) for row in world.present(world.known["plans"])]
    Offer.objects.bulk_create(
        Offer(**row, place=place) for place, row in enumerate(world.known["offers"])
    )
    found = (len(world.skills), len(rounds), SkillLevel.objects.count(), len(plans))
    return "Skills: {}, rounds: {}, levels: {}, plans: {}".format(*found)


def _write_skills(world: _World) -> None:
    for place, row in enumerate(world.known["skills"]):
        fields = {key: row[key] for key in ("name", "name_en", "group")}
        levels = {f"level_{n}": text for n, text in enumerate(row["levels"], 1)}
        skill = Skill.objects.create(**fields, **levels, place=place)
        world.skills[skill.name] = skill
    for row in world.known["posts"]:
        titles = "\n".join(row["titles"])
        post = Post.objects.create(name=row["name"], name_en=row["name_en"], titles=titles)  # fmt: skip
        Need.objects.bulk_create(
            Need(post=post, skill=world.skills[name], level=level, weight=weight)
            for name, (level, weight) in row["needs"].items()
        )


def _write_round(place: int, world: _World) -> Round:
    began, ended = (world.today - timedelta(days) for days in _DAYS[place])
    is_last = place == len(_DAYS) - 1
    closed = None if is_last else world.ago(_DAYS[place][1] - 2)
    row = Round.objects.create(starts_on=began, due_on=ended, closed_at=closed)
    posts, needs = posts_in_use(), needs_by_post()
    order = {skill.pk: at for at, skill in enumerate(world.skills.values())}
    for each in world.present(world.known["people"]):
        person = world.people[each["person"]]
        post = posts.of(person)
        if post and (each["levels"][place] or is_last):
            asked = sorted(needs[post.pk], key=lambda need: order[need.skill_id])
            _write_assessment(row, post, asked, each, place, world)
    return row


def _write_assessment(
    row: Round, post: Post, needs: Sequence[Need], each: Row, place: int, world: _World
) -> None:
    person, agreed = world.people[each["person"]], each["levels"][place]
    own, rated = agreed or each.get("own", ""), agreed or each.get("rated", "")
    at = world.ago(_DAYS[place][0] - 6)
    made = Assessment.objects.create(
        round=row,
        person=person,
        assessor=superior_of(person),
        post=post,
        state=AssessmentState.AGREED if agreed else each.get("state", "rating"),
        self_at=at if own else None,
        rated_at=at if rated else None,
        agreed_at=at if agreed else None,
        note="" if agreed else each.get("note", ""),
    )
    settled = agreed or each.get("settled", "")
    Mark.objects.bulk_create(
        Mark(
            assessment=made,
            skill=need.skill,
            needed=need.level,
            weight=need.weight,
            self_level=_sign(own, n),
            rated_level=_sign(rated, n),
            settled_level=_sign(settled, n),
        )
        for n, need in enumerate(needs)
    )
    SkillLevel.objects.bulk_create(
        SkillLevel(
            person=person,
            skill=need.skill,
            assessment=made,
            level=int(agreed[n]),
            needed=need.level,
            at=at,
        )
        for n, need in enumerate(needs)
        if agreed
    )


def _sign(levels: str, place: int) -> int | None:
    return int(levels[place]) if levels else None


def _write_plan(row: Row, world: _World) -> PersonalPlan:
    person = world.people[row["person"]]
    partner = superior_of(person)
    begun, state = world.ago(row["ago"]), PlanState(row["state"])
    is_agreed = state != PlanState.DRAFT
    is_done = state == PlanState.DONE
    plan = PersonalPlan.objects.create(
        person=person,
        partner=partner,
        state=state,
        begun_at=begun,
        own_agreed_at=begun if is_agreed or row.get("own") else None,
        partner_agreed_at=begun if is_agreed else None,
        next_check_on=world.today + timedelta(row["check_in"]) if "check_in" in row else None,
        ended_at=world.ago(15) if is_done else None,
    )  # fmt: skip
    _note(plan, EntryKind.BEGUN, begun, person)
    for each in row["goals"]:
        _write_goal(plan, each, world, is_done=is_done)
        _note(plan, EntryKind.GOAL_ADDED, begun, person, each["what"])
    if plan.own_agreed_at:
        _note(plan, EntryKind.AGREED, begun, person)
    if is_agreed:
        _note(plan, EntryKind.AGREED, begun, partner)
    for each in row.get("entries", ()):
        _note(plan, EntryKind.CHECK_IN, world.ago(each["ago"]), world.people.get(each["by"]), each["text"])  # fmt: skip
    if is_done:
        _note(plan, EntryKind.DONE, world.ago(15), partner)
    return plan


def _write_goal(plan: PersonalPlan, row: Row, world: _World, *, is_done: bool) -> None:
    goal = plan.goals.create(
        what=row["what"],
        measure=row["measure"],
        until=world.today + timedelta(row["until"]),
        skill=world.skills[row["skill"]],
        level=row["level"],
        address=row.get("address", ""),
        reached_at=world.ago(15) if is_done else None,
    )
    for place, what in enumerate(row["steps"]):
        done = world.ago(10) if place < row.get("done", 0) else None
        goal.steps.create(what=what, done_at=done)


def _note(
    plan: PersonalPlan, kind: EntryKind, at: datetime, by: Any, text: str = ""
) -> None:
    plan.entries.create(kind=kind, at=at, by=by, text=text)
