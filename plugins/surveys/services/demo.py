"""Surveys and voices of customers in the demo.

Rows are written as they would be at the end of their way: nobody is told of what never
happened, and nobody gets points for it.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model

from knowledge_base.models.periods import site_day
from plugins.surveys.enums import QuestionKind
from plugins.surveys.models import (
    FollowUp,
    Invitation,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    Tally,
    Training,
    Voice,
    Wave,
)
from plugins.surveys.services.figures import counted_groups, with_ballots
from plugins.surveys.services.questionnaires import save_questions
from plugins.surveys.services.waves import LEAST

FOLDER = Path(__file__).parents[1] / "demo"
TRAINER, MANAGER = "trainer", "manager"
_FEWEST = 5
_DUE = timedelta(hours=48)


class _World:
    """Who is there, by name."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile__team")
        self.now = now
        self.people = {each.get_username(): each for each in users.order_by("pk")}

    def team_of(self, name: str) -> Any:
        return getattr(getattr(self.people[name], "staff_profile", None), "team", None)

    def ago(self, *, days: float = 0, hours: float = 0) -> datetime:
        return self.now - timedelta(days=days, hours=hours)


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where a questionnaire is there already."""
    world = _World(now)
    if Questionnaire.objects.exists() or TRAINER not in world.people:
        return ""
    asked = {row["code"]: _questionnaire(row, world) for row in _questionnaires()}
    _training(asked["training"], world)
    _needs(asked["needs"], world)
    _interviews(asked["needs"], world)
    rows = [row for row in _read("voices.csv") if row["person"] in world.people]
    for number, row in enumerate(rows, 1):
        _voice(row, number, world)
    return f"Surveys: {Wave.objects.count()}, voices of customers: {len(rows)} added"


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return [*csv.DictReader(file)]


def _questionnaires() -> Iterable[Mapping[str, Any]]:
    text = (FOLDER / "questionnaires.yaml").read_text(encoding="utf-8")
    found: list[Mapping[str, Any]] = yaml.safe_load(text)
    return found


def _questionnaire(row: Mapping[str, Any], world: _World) -> QuestionnaireVersion:
    questions = [
        Question(key="", **{**each, "kind": QuestionKind(each["kind"])})
        for each in row["questions"]
    ]
    return save_questions(
        questionnaire=Questionnaire(name=row["name"], name_en=row["name_en"]),
        questions=questions,
        user=world.people[TRAINER],
        now=world.ago(days=100),
    )


def _wave(
    version: QuestionnaireVersion, world: _World, days: tuple[int, int], **fields: Any
) -> Wave:
    begins, ends = (site_day(world.ago(days=each)) for each in days)
    wave = Wave.objects.create(
        version=version,
        opens_on=begins,
        closes_on=ends,
        is_announced=True,
        is_closed=ends < site_day(world.now),
        created_by=world.people[TRAINER],
        **fields,
    )
    if wave.is_anonymous:
        Tally.objects.create(wave=wave)
    return wave


def _invite(wave: Wave, names: Sequence[str], answered: Iterable[str], world: _World) -> dict[str, str]:  # fmt: skip
    """Invite people, and return the groups by their names."""
    teams = {name: world.team_of(name) for name in names}
    keys = {name: str(team.pk) if team else "" for name, team in teams.items()}
    groups = counted_groups(Counter(keys.values()), wave.fewest)
    is_forgotten = wave.is_anonymous and wave.is_closed
    done = {*answered}
    Invitation.objects.bulk_create(
        Invitation(
            wave=wave,
            person=world.people[name],
            group=groups[keys[name]],
            has_answered=None if is_forgotten else name in done,
        )
        for name in names
    )
    return {name: groups[keys[name]] for name in names}


def _training(version: QuestionnaireVersion, world: _World) -> None:
    """Add a pair around a training that is over, with names."""
    rows = [row for row in _read("training.csv") if row["person"] in world.people]
    names = [row["person"] for row in rows]
    first = None
    for column, days, title, english in (
        ("before", (75, 70), "情绪沟通培训：课前", "Training on emotions: before"),
        ("after", (40, 33), "情绪沟通培训：课后", "Training on emotions: after"),
    ):
        wave = _wave(
            version,
            world,
            days,
            name=title,
            name_en=english,
            is_anonymous=False,
            target=85,
            before=first,
        )
        told = [row for row in rows if row[column]]
        _invite(wave, names, [row["person"] for row in told], world)
        for row in told:
            marks = {f"q{n}": mark for n, mark in enumerate(row[column], 1)}
            text = {"q5": row["text"]} if row["text"] and column == "after" else {}
            Response.objects.create(
                wave=wave,
                person=world.people[row["person"]],
                answers={**marks, **text},
                answered_at=world.ago(days=days[1] + 1),
            )
        first = wave
    for row in rows:
        _train(row["person"], world)


def _train(name: str, world: _World) -> None:
    """Add the training between the two: who took part has answered afterwards."""
    Training.objects.create(
        person=world.people[name],
        team=world.team_of(name),
        activity="lms_courses.course_completed",
        key=f"demo:{name}",
        done_at=world.ago(days=50),
    )


def _needs(version: QuestionnaireVersion, world: _World) -> None:
    """Add an anonymous quarter that is over, and one that runs."""
    names = [*world.people][::-1]
    ballots = _read("ballots.csv")
    last = None
    for key, days, title, english in (
        ("last", (95, 82), "上季度需求调查", "Needs, last quarter"),
        ("now", (4, -10), "本季度需求调查", "Needs, this quarter"),
    ):
        own = [row for row in ballots if row["wave"] == key][: len(names)]
        wave = _wave(
            version,
            world,
            days,
            name=title,
            name_en=english,
            fewest=max(_FEWEST, LEAST),
            before=last,
        )
        _fill(wave, names, own, world)
        last = wave


def _fill(
    wave: Wave,
    names: Sequence[str],
    ballots: Sequence[Mapping[str, str]],
    world: _World,
) -> None:
    """Invite people, and count these ballots as those of the first of them."""
    groups = _invite(wave, names, names[: len(ballots)], world)
    given = [
        (groups[name], {each: row[each] for each in row if each != "wave"})
        for name, row in zip(names, ballots, strict=False)
    ]
    counted = with_ballots({}, {}, given, wave.version.asked)
    Tally.objects.filter(wave=wave).update(counts=counted[0], texts=counted[1])


def _interviews(version: QuestionnaireVersion, world: _World) -> None:
    """Add interviews that are under way: two of those who were drawn were talked to."""
    wave = _wave(
        version,
        world,
        (6, -15),
        name="本季度访谈",
        name_en="Interviews, this quarter",
        is_interview=True,
        fewest=_FEWEST,
    )
    rows = _read("training.csv")
    names = [row["person"] for row in rows if row["person"] in world.people]
    _fill(wave, names[:_FEWEST], _read("ballots.csv")[:2], world)


def _voice(row: Mapping[str, str], number: int, world: _World) -> None:
    said = world.ago(hours=int(row["hours"]))
    voice = Voice.objects.create(
        kind=row["kind"],
        channel=row["channel"],
        said_at=said,
        **{name: row[name] or None for name in ("csat", "nps", "ces")},
        words=row["words"],
        person=world.people[row["person"]],
        team=world.team_of(row["person"]),
        reference=f"KF{said:%y%m%d}-{number:03}",
        registered_by=world.people.get(MANAGER),
        registered_at=said + timedelta(minutes=40),
    )
    if row["owner"]:
        _follow(voice, row, world)


def _follow(voice: Voice, row: Mapping[str, str], world: _World) -> None:
    owner = world.people.get(row["owner"])

    def after(name: str) -> datetime | None:
        hours = row[name]
        return voice.said_at + timedelta(hours=int(hours)) if hours else None

    FollowUp.objects.create(
        voice=voice,
        owner=owner,
        due_at=voice.said_at + _DUE,
        called_at=after("called"),
        call_note=row["note"],
        plan=row["plan"],
        closed_at=after("closed"),
        closed_by=owner if row["closed"] else None,
    )
