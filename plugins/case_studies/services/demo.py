"""The cases of the demo, with what came of them.

Rows are written as they would be at the end of their way: nobody is told of what never
happened, and nobody is credited for it.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils.timezone import localdate
from wagtail.models import Locale

from knowledge_base.models import Faq, Script, Tag
from plugins.case_studies.enums import ActionState, CaseKind, CaseState, ReactionKind
from plugins.case_studies.models import (
    CaseAction,
    CaseAnswer,
    CaseIndexPage,
    CasePage,
    CaseReaction,
    CaseRecord,
    PickedCase,
    ScriptRewrite,
    WeeklyPick,
)
from plugins.case_studies.models.pick import monday_of
from plugins.case_studies.services.shelf import main_shelf

FOLDER = Path(__file__).parents[1] / "demo"
CHECKER, REVIEWER = "suwanqiao", "reviewer"
_TEXTS = (
    *("title", "kind", "channel", "segment", "severity", "source", "source_note"),
    *("product", "summary", "timeline", "dialogue", "outcome"),
    *("need", "gap", "improvement", "reflection"),
)


@dataclass(frozen=True)
class _World:
    """Who and what is there, by name."""

    people: Mapping[str, Any]
    items: Mapping[str, Any]
    now: datetime


def add_demo_cases(now: datetime) -> str:
    """Add the cases where there are none, and say in a line what was added."""
    if CasePage.objects.exists():
        return ""
    users = get_user_model()._default_manager.all()
    items = [*Script.objects.order_by("-pk"), *Faq.objects.order_by("-pk")]
    world = _World(
        {person.get_username(): person for person in users},
        {str(item): item for item in items},
        now,
    )
    rows = yaml.safe_load((FOLDER / "cases.yaml").read_text("utf-8"))
    cases = {
        row["title"]: _add_case(row, number, world) for number, row in enumerate(rows)
    }
    _add_answers(cases, world)
    actions = CaseAction.objects.bulk_create(_actions(cases, world))
    _close(cases)
    _add_rewrites(cases, world)
    picks = _add_picks(cases, world)
    return f"Cases: {len(cases)}, actions: {len(actions)}, weeks: {picks} added"


def _add_case(row: Mapping[str, Any], number: int, world: _World) -> CasePage:
    state = CaseState(row.get("state", CaseState.PUBLISHED))
    day = world.now - timedelta(days=row["days"])
    is_live = state == CaseState.PUBLISHED
    case = CasePage(
        **{name: row.get(name, "") for name in _TEXTS},
        slug=f"demo-{number}",
        root_cause=row["cause"],
        happened_on=(day - timedelta(days=6)).date(),
        locale=_locale(row["title"]),
        live=is_live,
        has_unpublished_changes=not is_live,
        owner=world.people.get(row["by"]),
    )
    CaseIndexPage.objects.get(pk=main_shelf().pk).add_child(instance=case)
    case.scripts = [world.items[n] for n in row.get("scripts", ()) if n in world.items]
    case.faq_entries = [world.items[n] for n in row.get("faq", ()) if n in world.items]
    case.tags.set(Tag.objects.filter(name__in=row.get("tags", ())))
    case.save()
    revision = case.save_revision(user=case.owner)
    CasePage.objects.filter(pk=case.pk).update(
        live_revision=revision if is_live else None,
        first_published_at=day if is_live else None,
        last_published_at=day if is_live else None,
    )
    _add_record(case, row, state, day, world)
    return CasePage.objects.get(pk=case.pk)


def _add_record(
    case: CasePage, row: Mapping[str, Any], state: str, day: datetime, world: _World
) -> None:
    was_checked = state != CaseState.DRAFT
    was_published = state in {CaseState.PUBLISHED, CaseState.ARCHIVED}
    checker = CHECKER if row["by"] != CHECKER else REVIEWER
    CaseRecord.objects.filter(page=case).update(
        state=state,
        shared_by=world.people.get(row["by"]),
        shared_at=day - timedelta(days=3),
        checked_by=world.people.get(checker) if was_checked else None,
        checked_at=day - timedelta(days=2) if was_checked else None,
        checked_hash=case.text_hash if was_checked else "",
        decided_by=world.people.get(REVIEWER) if was_published else None,
        published_at=day if was_published else None,
        consented_at=day if row.get("consent") else None,
    )


def _locale(title: str) -> Locale:
    code = "en" if title.isascii() else "zh-hans"
    return Locale.objects.filter(language_code=code).first() or Locale.get_default()


def _actions(cases: Mapping[str, CasePage], world: _World) -> Iterator[CaseAction]:
    today = localdate(world.now)
    for row in _read("actions.csv"):
        owner, case = world.people.get(row["owner"]), cases.get(row["case"])
        if owner is None or case is None:
            continue
        state = ActionState(row["state"])
        due = today + timedelta(days=int(row["due"]))
        is_done = state in {ActionState.DONE, ActionState.VERIFIED}
        is_verified = state == ActionState.VERIFIED
        item = world.items.get(row["item"])
        moment = world.now - timedelta(days=max(1, (today - due).days))
        yield CaseAction(
            page=case,
            title=row["title"],
            owner=owner,
            due_on=due,
            target=row["target"],
            item=item and item.item,
            state=state,
            result=row["result"],
            revision=item.live_revision if item and is_done else None,
            created_by=world.people.get(REVIEWER),
            created_at=moment - timedelta(days=10),
            done_at=moment if is_done else None,
            verified_by=world.people.get(row["by"]) if is_verified else None,
            verified_at=moment if is_verified else None,
        )


def _close(cases: Mapping[str, CasePage]) -> None:
    """Close the bad cases of which each action is verified; note what was adopted."""
    for case in cases.values():
        verified = case.actions.filter(state=ActionState.VERIFIED).order_by(
            "verified_at"
        )
        first, last = verified.first(), verified.last()
        if first is None or last is None:
            continue
        row = CaseRecord.objects.filter(page=case)
        row.update(adopted_at=first.verified_at)
        if case.kind == CaseKind.BAD and not case.actions.unfinished().exists():
            row.update(closed_at=last.verified_at, closed_by=last.verified_by)


def _add_answers(cases: Mapping[str, CasePage], world: _World) -> None:
    rows = [
        CaseAnswer(
            page=cases[row["case"]],
            person=world.people[row["person"]],
            text=row["text"],
            created_at=world.now - timedelta(days=1, minutes=number),
        )
        for number, row in enumerate(_read("answers.csv"))
        if row["person"] in world.people
    ]
    CaseAnswer.objects.bulk_create(rows)
    stories = [case for case in cases.values() if case.kind == CaseKind.GOOD]
    people = sorted(world.people.values(), key=lambda person: person.get_username())
    CaseReaction.objects.bulk_create(
        CaseReaction(page=story, person=person, kind=kind)
        for place, story in enumerate(stories)
        for number, person in enumerate(people)
        for step, kind in enumerate(ReactionKind, start=2)
        if (number + place) % (step * 3) == 0
    )


def _add_rewrites(cases: Mapping[str, CasePage], world: _World) -> None:
    for row in _read("rewrites.csv"):
        ScriptRewrite.objects.create(
            page=cases[row["case"]],
            channel=row["channel"],
            before=row["before"],
            after=row["after"],
            script=world.items.get(row["script"]),
            written_by=world.people.get(row["by"]),
            created_at=world.now - timedelta(days=4),
        )


def _add_picks(cases: Mapping[str, CasePage], world: _World) -> int:
    this_week: date = monday_of(localdate(world.now))
    rows = _read("picks.csv")
    for row in rows:
        pick = WeeklyPick.objects.create(
            week=this_week - timedelta(weeks=int(row["weeks"])),
            facilitator=world.people.get(row["leader"]),
            outcome=row["outcome"],
        )
        titles = row["cases"].split("|")
        PickedCase.objects.bulk_create(
            PickedCase(pick=pick, page=cases[title], place=place)
            for place, title in enumerate(titles, start=1)
        )
    return len(rows)


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]
