"""The bank: a question is kept with its version; what changes is another version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import chain
from json import dumps
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from knowledge_base.models import KnowledgeItem
from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models import Question, QuestionSource, QuestionVersion
from plugins.courses.services.exams.grading import Asked
from plugins.courses.services.exams.question_kinds import (
    KINDS,
    TRUE_FALSE,
    check_gaps,
)

LONGEST_TEXT, LONGEST_FEEDBACK, LONGEST_OPTION = 2000, 1000, 500


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a version says."""

    kind: str
    text: str
    options: Sequence[Mapping[str, str]] = ()
    key: Mapping[str, Any] = field(default_factory=dict)
    partial: str = PartialCredit.NONE
    feedback: str = ""

    @property
    def digest(self) -> str:
        """What differs as soon as anything of it does."""
        said = [self.kind, self.text, [*self.options], self.key, self.partial]
        text = dumps([*said, self.feedback], ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()


def new_id() -> str:
    """Return an id for an option."""
    return token_hex(3)


def completed(wording: Wording) -> Wording:
    """Return the wording with what goes without saying.

    Raises QuestionMistakeError for one that nobody could answer.
    """
    values = {**vars(wording), "text": wording.text.strip()}
    if not values["text"]:
        raise QuestionMistakeError(_("Write what is asked."))
    _check_texts(wording)
    kind = KINDS[wording.kind]
    if wording.kind == QuestionKind.TRUE_FALSE:
        values["options"] = [{"id": each, "text": each} for each in TRUE_FALSE]
    elif wording.kind == QuestionKind.CLOZE:
        gaps = sorted(wording.key.get("gaps") or {}, key=int)
        check_gaps(wording.text, gaps)
        values["options"] = [{"id": each, "text": each} for each in gaps]
    elif not kind.has_options:
        values["options"] = []
    if wording.partial not in kind.partial:
        values["partial"] = kind.partial[0]
    whole = Wording(**values)
    ids = [option["id"] for option in whole.options]
    if len({*ids}) != len(ids):
        raise QuestionMistakeError(_("Two options have the same id."))
    kind.check(Asked(whole.kind, ids, whole.key, whole.partial))
    return whole


def _check_texts(wording: Wording) -> None:
    """Refuse what a form would not have let in: files are read without one."""
    shorter = [option["text"] for option in wording.options]
    if not all(text.strip() for text in shorter):
        raise QuestionMistakeError(_("An option says nothing."))
    key = wording.key
    shorter += [*key.get("accepted", []), *key.get("others", [])]
    shorter += key.get("pairs", {}).values()
    shorter += chain.from_iterable(key.get("gaps", {}).values())
    for texts, most in (
        ([wording.text], LONGEST_TEXT),
        ([wording.feedback], LONGEST_FEEDBACK),
        (shorter, LONGEST_OPTION),
    ):
        if any(len(text) > most for text in texts):
            said = _("A text is too long: %(most)s signs at most.")
            raise QuestionMistakeError(said % {"most": most})
        if any("\x00" in text for text in texts):
            raise QuestionMistakeError(_("A text holds signs that are none."))


@transaction.atomic
def save_question(
    *,
    question: Question,
    wording: Wording,
    items: Iterable[KnowledgeItem] = (),
    user: Any,
    now: datetime,
) -> QuestionVersion:
    """Save a question, with a new version if it says something new.

    So does one whose sources have changed: whoever saves it has looked at them. What
    attempts hold on to is never changed. Raises QuestionMistakeError. `user` is None
    for imports of commands and the demo.
    """
    whole = completed(wording)
    if question._state.adding:
        question.created_by = user
    question.save()
    Question.objects.select_for_update().get(pk=question.pk)
    sources = {item.pk: item.live_hash for item in items}
    last = question.versions.first()
    if last is not None and last.digest == whole.digest and _sources(last) == sources:
        return last
    version = QuestionVersion.objects.create(
        question=question,
        number=last.number + 1 if last else 1,
        digest=whole.digest,
        written_by=user,
        written_at=now,
        **vars(whole) | {"options": [*whole.options], "key": dict(whole.key)},
    )
    QuestionSource.objects.bulk_create(
        QuestionSource(version=version, item_id=key, live_hash=text)
        for key, text in sources.items()
    )
    question.latest = version
    question.save(update_fields=["latest"])
    return version


def _sources(version: QuestionVersion) -> dict[Any, str]:
    return dict(version.sources.values_list("item", "live_hash"))


def wording_of(version: QuestionVersion) -> Wording:
    """Return what a version says."""
    names = ("kind", "text", "options", "key", "partial", "feedback")
    return Wording(**{name: getattr(version, name) for name in names})
