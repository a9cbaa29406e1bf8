"""The questions and exams of the demo, and how its people did.

Attempts are written as they would be at the end of their way, with made-up answers: who
is better at one question is better at the others, too. Nobody is told of them.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model

from knowledge_base.models import Faq, Tag
from plugins.courses.enums import (
    ActivityKind,
    AttemptState,
    Audience,
    ExamState,
    PartialCredit,
    QuestionKind,
    QuestionState,
)
from plugins.courses.models import (
    Attempt,
    AttemptItem,
    CoursePage,
    Exam,
    ExamAssignment,
    ExamPart,
    Marking,
    Question,
    QuestionVersion,
    RemedialOrder,
    Result,
)
from plugins.courses.services.exams.bank import Wording, new_id, save_question
from plugins.courses.services.exams.drawing import draw, item_of
from plugins.courses.services.exams.grading import RATINGS, Asked, grade, score_of

FILE = Path(__file__).parents[2] / "demo" / "questions.yaml"
SPARED = {"agent", "trainer", "manager", "agent_en"}
"""Those who sign in to look around find exams that are still to be sat."""
_VALUED = {QuestionKind.RATE, QuestionKind.RANK, QuestionKind.ORDER}
_EXAMS: Sequence[tuple[str, str, str, Sequence[tuple[str, str, int]]]] = (
    (
        "新员工结业考试：客服基础",
        "入职第一个月结束前完成。可以随时存下、换设备继续；题目从题库抽取，每人不同。",
        "安抚",
        (
            ("服务政策", "退款", 6),
            ("沟通", "投诉", 5),
            ("沟通", "电话礼仪", 5),
            ("规范", "隐私保护", 4),
            ("工具", "知识库使用", 4),
        ),
    ),
    (
        "投诉处理专项考试",
        "面向接待投诉的同事。情景题没有标准话术，请按您真实的判断作答。",
        "投诉",
        (("情景判断", "投诉", 10), ("规范", "隐私保护", 3)),
    ),
    (
        "English service basics",
        "Ten questions for those who serve customers in English.",
        "English",
        (
            ("Policies", "Refunds", 3),
            ("Conversation", "Complaints", 3),
            ("Conversation", "Telephone", 2),
            ("Policies", "Privacy", 2),
        ),
    ),
)


def add_demo_exams(now: datetime) -> str:
    """Add questions, exams and attempts where there are none; say what was added."""
    if Question.objects.exists():
        return ""
    entries = {str(entry): entry for entry in Faq.objects.order_by("-pk")}
    rows = yaml.safe_load(FILE.read_text("utf-8"))
    for row in rows:
        _add_question(row, entries, now)
    exams = [_add_exam(*each) for each in _EXAMS]
    people = get_user_model()._default_manager.filter(
        is_active=True, is_superuser=False
    )
    everybody = [*people.order_by("pk")]
    attempts = sum(_sit(exam, everybody, now) for exam in exams)
    return f"Questions: {len(rows)}, exams: {len(exams)}, attempts: {attempts} added"


def _add_question(
    row: Mapping[str, Any], entries: Mapping[str, Any], now: datetime
) -> None:
    question = Question(
        category=row["c"],
        language="en" if row.get("l") == "en" else "zh-Hans",
        difficulty=row["d"],
        state=QuestionState.READY,
    )
    about = entries.get(row.get("about") or "")
    save_question(
        question=question,
        wording=_wording(row),
        items=[about.item] if about else [],
        user=None,
        now=now - timedelta(days=130),
    )
    question.tags.set(Tag.objects.filter(name=row["c"]))


def _wording(row: Mapping[str, Any]) -> Wording:
    kind = row["k"]
    texts = row.get("o", [])
    ids = [new_id() for _each in texts]
    options: list[dict[str, str]] = []
    key: dict[str, Any] = {}
    if kind == QuestionKind.SHORT:
        key = {"accepted": [str(each) for each in row["a"]]}
    elif kind == QuestionKind.TRUE_FALSE:
        key = {"right": ["true" if row["a"] else "false"]}
    elif kind in _VALUED:
        values = [text.split(" ", 1) for text in texts]
        options = [{"id": i, "text": v[1]} for i, v in zip(ids, values, strict=True)]
        key = {"values": {i: int(v[0]) for i, v in zip(ids, values, strict=True)}}
    else:
        pairs = [*zip(ids, texts, strict=True)]
        options = [{"id": i, "text": text.removeprefix("*")} for i, text in pairs]
        key = {"right": [i for i, text in pairs if text.startswith("*")]}
    usual = PartialCredit.DISTANCE if kind in _VALUED else PartialCredit.NONE
    return Wording(
        kind=kind,
        text=row["t"],
        options=options,
        key=key,
        partial=row.get("p", usual),
        feedback=row["f"],
    )


def _add_exam(
    title: str, instructions: str, word: str, parts: Sequence[tuple[str, str, int]]
) -> Exam:
    exam = Exam.objects.create(
        title=title,
        instructions=instructions,
        course=CoursePage.objects.filter(title__contains=word).first(),
        state=ExamState.OPEN,
        audience=Audience.ALL if word == "安抚" else Audience.ASSIGNED,
        minutes=40 if word == "安抚" else 25,
    )
    for place, (section, category, number) in enumerate(parts):
        ExamPart.objects.create(
            exam=exam,
            sort_order=place,
            section=section,
            category=category,
            number=number,
        )
    return exam


def _sit(exam: Exam, people: Sequence[Any], now: datetime) -> int:
    """Let those for whom it is have sat it; return how many attempts that makes."""
    chance = random.Random(exam.title)  # noqa: S311 (the same demo each time)
    is_english = exam.title.isascii()
    due = (now + timedelta(days=5)).date()
    number = 0
    for person in people:
        name = person.get_username()
        if is_english and not str(person).isascii():
            continue
        _assign(exam, person, due, now)
        skill = chance.gauss(0.66, 0.2)
        if name in SPARED or chance.random() < 0.12:  # noqa: PLR2004 (who has not come to it)
            continue
        number += _attempts(exam, person, skill, chance, now)
    return number


def _assign(exam: Exam, person: Any, due: date, now: datetime) -> None:
    ExamAssignment.objects.create(
        exam=exam, person=person, due_on=due, assigned_at=now - timedelta(days=125)
    )


def _attempts(
    exam: Exam, person: Any, skill: float, chance: random.Random, now: datetime
) -> int:
    ago = 5 * chance.randint(6, 28) - 24  # some in each of the last months
    begun = now - timedelta(days=ago, minutes=chance.randint(0, 600))
    best: Attempt | None = None
    for number in range(1, exam.attempts_allowed + 1):
        attempt = _attempt(exam, person, number, begun, skill, chance)
        best = max(best or attempt, attempt, key=lambda each: each.score or 0)
        if attempt.is_passed:
            _give(attempt)
            return number
        begun += timedelta(days=2)
        skill += 0.08
    if best:
        _give(best)
    RemedialOrder.objects.create(exam=exam, person=person, opened_at=begun)
    return exam.attempts_allowed


def _attempt(
    exam: Exam,
    person: Any,
    number: int,
    begun: datetime,
    skill: float,
    chance: random.Random,
) -> Attempt:
    seed = chance.getrandbits(40)
    items = [
        item_of(each, place, seed=seed, shuffle=True)
        for place, each in enumerate(draw(exam, person, seed), 1)
    ]
    for item in items:
        item.response = _answer(item.version, skill, chance)
        item.revision, item.saved_at = 1, begun + timedelta(minutes=item.place)
    shares = {i.place: grade(Asked.of(i.version), i.response) for i in items}
    score = score_of([(shares[i.place], Decimal(i.points)) for i in items])
    is_passed = score >= exam.pass_mark
    ended = begun + timedelta(minutes=len(items) + 4)
    attempt = Attempt.objects.create(
        exam=exam, person=person, number=number, seed=seed, pass_mark=exam.pass_mark,
        started_at=begun, deadline=begun + timedelta(minutes=exam.minutes),
        submitted_at=ended, score=score,
        state=AttemptState.SUBMITTED, is_passed=is_passed,
    )  # fmt: skip
    for item in items:
        item.attempt = attempt
    AttemptItem.objects.bulk_create(items)
    Marking.objects.create(
        attempt=attempt, number=1, score=score, is_passed=is_passed,
        credits={str(place): str(share) for place, share in shares.items()},
        marked_at=ended,
    )  # fmt: skip
    return attempt


def _give(attempt: Attempt) -> None:
    exam = attempt.exam
    Result.objects.create(
        key=f"attempt:{attempt.key}:1", person=attempt.person, kind=ActivityKind.EXAM,
        activity_key=exam.key, title=exam.title,
        course_key=exam.course.key if exam.course else None,
        score=attempt.score or 0, is_passed=bool(attempt.is_passed),
        decided_at=attempt.submitted_at or attempt.started_at,
    )  # fmt: skip


def _answer(version: QuestionVersion, skill: float, chance: random.Random) -> Any:
    """Make up an answer: right as often as somebody of this skill would be."""
    is_right = chance.random() < skill - 0.08 * (version.question.difficulty - 2)
    key = version.key
    if "accepted" in key:
        return key["accepted"][0] if is_right else "不清楚"
    if "values" in key:
        return _numbers(version, chance, is_right=is_right)
    if is_right:
        return key["right"]
    wrong = [each for each in version.ids if each not in key["right"]]
    found = [chance.choice(wrong)]
    return (
        found if version.kind != QuestionKind.MULTIPLE else [*key["right"][:1], *found]
    )


def _numbers(version: QuestionVersion, chance: random.Random, *, is_right: bool) -> Any:
    values = dict(version.key["values"])
    if is_right:
        return values
    if version.kind == QuestionKind.RATE:
        return {each: chance.choice(RATINGS) for each in values}
    places = [*values.values()]
    chance.shuffle(places)
    return dict(zip(values, places, strict=True))
