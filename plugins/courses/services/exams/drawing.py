"""Which questions an attempt asks, and in which order: fixed when it begins."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from plugins.courses.enums import QuestionKind
from plugins.courses.exceptions import TooFewQuestionsError
from plugins.courses.models import AttemptItem, Exam, ExamPart, Question
from plugins.courses.services.exams.admission import bank_of, wanted_of

_ORDERED = {QuestionKind.TRUE_FALSE}
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
    if not parts:
        raise TooFewQuestionsError(str(exam), 0, 1)
    taken = {part.question_id for part in parts if part.question_id is not None}
    asked = AttemptItem.objects.filter(attempt__person=user)
    seen = {*asked.values_list("version__question", flat=True)}
    drawn = []
    for part in parts:
        found = [*_draw_part(part, taken, seen, chance)]
        taken |= {each.question.pk for each in found}
        drawn.append(found)
    return [*_in_order(drawn, chance if exam.shuffle else None)]


def _draw_part(
    part: ExamPart, taken: set[Any], seen: set[Any], chance: random.Random
) -> Iterator[Drawn]:
    bank = bank_of(part).select_related("latest").order_by("pk")
    if part.question_id is None:
        bank = bank.exclude(pk__in=taken)
    ready, wanted = [*bank], wanted_of(part)
    if len(ready) < wanted:
        raise TooFewQuestionsError(str(part), len(ready), wanted)
    chance.shuffle(ready)
    ready.sort(key=lambda question: question.pk in seen)
    for question in ready[:wanted]:
        yield Drawn(part.section, question, part.points)


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
