"""Questions from files: read, then added all together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from knowledge_base.models import Tag
from plugins.courses.enums import Difficulty
from plugins.courses.models import Question
from plugins.courses.services.exams.bank import Wording, save_question


@dataclass(frozen=True)
class ReadQuestion:
    """A question as a file says it."""

    line: int
    wording: Wording
    category: str
    language: str = "zh-Hans"
    difficulty: int = Difficulty.MEDIUM
    tags: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Remark:
    """What is wrong with a file, and where."""

    line: int
    column: str
    text: str


class UnreadableError(Exception):
    """A file has mistakes; nothing of it was added."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__(f"{len(remarks)} mistakes")
        self.remarks = tuple(remarks)


@dataclass(frozen=True)
class Added:
    """What came of an import."""

    added: int
    known: int
    """How many were in the bank already, word for word."""


@transaction.atomic
def add_questions(*, rows: Sequence[ReadQuestion], user: Any, now: datetime) -> Added:
    """Add questions as drafts; those that say what is there already are left out.

    Tags that nobody has made are left out, too.
    """
    known = {*Question.objects.values_list("category", "latest__text", "latest__kind")}
    tags = {tag.name: tag for tag in Tag.objects.all()}
    added = 0
    for row in rows:
        said = (row.category, row.wording.text, str(row.wording.kind))
        if said in known:
            continue
        known.add(said)
        question = Question(
            category=row.category, language=row.language, difficulty=row.difficulty
        )
        save_question(question=question, wording=row.wording, user=user, now=now)
        question.tags.set([tags[name] for name in row.tags if name in tags])
        added += 1
    return Added(added, len(rows) - added)
