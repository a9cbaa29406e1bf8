"""Which questions each part of an exam asks, where several draw from the same ones."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from plugins.courses.exceptions import TooFewQuestionsError
from plugins.courses.models import Exam, ExamPart, Question

Keys = Sequence[Any]


def bank_of(part: ExamPart) -> QuerySet[Question]:
    """Return the ready questions that a part may ask."""
    ready = Question.objects.ready()
    if part.question_id is not None:
        return ready.filter(pk=part.question_id)
    if part.category:
        ready = ready.filter(category=part.category)
    if part.tag_id is not None:
        ready = ready.filter(tags=part.tag_id)
    if part.difficulty is not None:
        ready = ready.filter(difficulty=part.difficulty)
    return ready.filter(language=part.language) if part.language else ready


def wanted_of(part: ExamPart) -> int:
    """Return how many questions a part asks."""
    return 1 if part.question_id is not None else part.number


def check_ready(exam: Exam) -> None:
    """Raise TooFewQuestionsError where fewer questions are ready than are asked."""
    parts = [*exam.parts.all()]
    banks = [[*bank_of(part).values_list("pk", flat=True)] for part in parts]
    allot(exam, parts, banks)


def allot(exam: Exam, parts: Sequence[ExamPart], banks: Sequence[Keys]) -> list[Keys]:
    """Return the questions of each part, the first of its bank, and none twice.

    Parts give way to each other: what only one of them can ask is left to it, so that
    an exam that can be put together always is (augmenting paths, as for a bipartite
    matching). Raises TooFewQuestionsError.
    """
    if not parts:
        raise TooFewQuestionsError(str(exam), 0, 1)
    owners: dict[Any, int] = {}
    for index, part in enumerate(parts):
        wanted = wanted_of(part)
        for ready in range(wanted):
            if not _place(index, banks, owners, set()):
                raise TooFewQuestionsError(str(part), ready, wanted)
    return [
        [key for key in bank if owners.get(key) == index]
        for index, bank in enumerate(banks)
    ]


def _place(
    index: int, banks: Sequence[Keys], owners: dict[Any, int], asked: set[int]
) -> bool:
    """Give a part one more question, if need be one that another part can do without."""
    asked.add(index)
    for key in banks[index]:
        if key not in owners:
            owners[key] = index
            return True
    for key in banks[index]:
        owner = owners[key]
        if owner not in asked and _place(owner, banks, owners, asked):
            owners[key] = index
            return True
    return False
