"""Questions as plain controls of a form, and what comes back from them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from plugins.courses.models import AttemptItem, QuestionVersion
from plugins.courses.services.exams.grading import RATINGS
from plugins.courses.services.exams.question_kinds import (
    KINDS,
    LABELS,
    choices_of,
    option_text,
    said,
)


@dataclass(frozen=True)
class ShownOption:
    """An option with its control."""

    key: str
    text: str
    is_chosen: bool = False
    value: int | str | None = None


@dataclass(frozen=True)
class ShownItem:
    """A question on a page: what may be seen of it, and nothing of its key."""

    place: int
    text: str
    label: str
    controls: str
    options: Sequence[ShownOption]
    numbers: Sequence[tuple[int | str, Any]]
    """What there is to choose from for each option, with what it is called."""
    response: Any
    revision: int = 0
    is_flagged: bool = False
    section: str = ""
    other: str = ""
    """What was saved elsewhere meanwhile."""
    is_stale: bool = False

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"q{self.place}"

    @property
    def is_answered(self) -> bool:
        """Whether there is any answer."""
        return bool(self.response)

    @property
    def seen(self) -> str:
        """The answer as it was when the page was made."""
        return as_text(self.response)


def as_text(response: Any) -> str:
    """Return a response as one text, the same for the same answer."""
    return json.dumps(response or None, ensure_ascii=False, sort_keys=True)


def shown(item: AttemptItem, response: Any = None, *, stale: bool = False) -> ShownItem:
    """Return a question of an attempt; `response` stands in for a stale answer."""
    return _shown(
        item.version,
        item.order,
        response if stale else item.response,
        place=item.place,
        revision=item.revision,
        is_flagged=item.is_flagged,
        section=item.section,
        other=said(item.version, item.response) if stale else "",
        is_stale=stale,
    )


def preview(version: QuestionVersion) -> ShownItem:
    """Return a question as people see it, without an attempt."""
    return _shown(version, version.ids, None, place=1)


def _shown(
    version: QuestionVersion, order: Iterable[str], response: Any, **more: Any
) -> ShownItem:
    controls = KINDS[version.kind].template
    options = [
        ShownOption(
            key,
            option_text(version, key),
            isinstance(response, list) and key in response,
            response.get(key) if isinstance(response, dict) else None,
        )
        for key in order
    ]
    return ShownItem(
        text=version.shown_text,
        label=version.get_kind_display(),
        controls=controls,
        options=options,
        numbers=_numbers(version, len(options)),
        response=response,
        **more,
    )


def _numbers(version: QuestionVersion, number: int) -> Sequence[tuple[int | str, Any]]:
    controls = KINDS[version.kind].template
    if controls == "rate":
        return [(each, LABELS[each]) for each in RATINGS]
    if controls == "match":
        return [(text, text) for text in choices_of(version)]
    return [(place, place) for place in range(1, number + 1)]


def response_of(data: QueryDict, item: AttemptItem | QuestionVersion, name: str) -> Any:
    """Return what was sent for a question."""
    version = item.version if isinstance(item, AttemptItem) else item
    return KINDS[version.kind].read(data.getlist, name, version.ids)
