"""Which questions an attempt asks, and in which order: fixed when it begins."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from plugins.courses.enums import QuestionKind
from plugins.courses.models import AttemptItem, Exam, ExamPart, Question
from plugins.courses.services.exams.allotting import allot, bank_of

_ORDERED = {QuestionKind.TRUE_FALSE, QuestionKind.CLOZE}
"""Kinds whose options always stand in the same order."""
_MIXED = {QuestionKind.ORDER, QuestionKind.RANK}
"""Kinds whose options never stand as they were written: that might be the key."""


class Drawn(NamedTuple):
    """A question of an attempt."""

    section: str
    question: Question
    points: Decimal


def draw(exam: Exam, user: Any, seed: int) -> list[Drawn]:
    """Return the questions of a new attempt: those the person has not seen come first.

    Raises TooFewQuestionsError.
    """
    chance = random.Random(seed)  # noqa: S311 (a lot, not a secret)
    parts = [*exam.parts.select_related("question__latest")]
    asked = AttemptItem.objects.filter(attempt__person=user)
    seen = {*asked.values_list("version__question", flat=True)}
    banks = [_bank(part, seen, chance) for part in parts]
    allotted = allot(exam, parts, banks)
    keys = {key for found in allotted for key in found}
    questions = Question.objects.select_related("latest").in_bulk(keys)
    drawn = [
        [Drawn(part.section, questions[key], part.points) for key in found]
        for part, found in zip(parts, allotted, strict=True)
    ]
    return [*_in_order(drawn, chance if exam.shuffle else None)]


def _bank(part: ExamPart, seen: set[Any], chance: random.Random) -> list[Any]:
    """Return what a part may ask by chance, what the person has seen at the end."""
    ready = [*bank_of(part).order_by("pk").values_list("pk", flat=True)]
    chance.shuffle(ready)
    return sorted(ready, key=seen.__contains__)


def _in_order(
    drawn: list[list[Drawn]], chance: random.Random | None
) -> Iterator[Drawn]:
    """Yield them section by section, mixed within each."""
    sections: dict[str, list[Drawn]] = {}
    for each in (one for found in drawn for one in found):
        sections.setdefault(each.section, []).append(each)
    for found in sections.values():
        if chance is not None:
            chance.shuffle(found)
        yield from found


def item_of(drawn: Drawn, place: int, *, seed: int, shuffle: bool) -> AttemptItem:
    """Return the row of a question, with its options in their order; not saved."""
    version: Any = drawn.question.latest
    ids = [*version.ids]
    if version.kind in _MIXED or (shuffle and version.kind not in _ORDERED):
        random.Random(f"{seed}:{place}").shuffle(ids)  # noqa: S311 (as above)
    return AttemptItem(
        place=place,
        section=drawn.section,
        version=version,
        points=drawn.points,
        order=ids,
    )
