"""Choices as Moodle writes them: each option with a part of the points, in percent."""

from collections.abc import Iterator, Sequence
from typing import Any

from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.services.exams.bank import Wording, new_id

_WHOLE = 100.0


def weights_of(wording: Wording) -> Iterator[tuple[str, str]]:
    """Yield the text of each option, and its part as Moodle reads it."""
    right = {*wording.key["right"]}
    part = f"{_WHOLE / len(right):.5f}".rstrip("0").rstrip(".")
    is_single = wording.kind == QuestionKind.SINGLE
    minus = part if wording.partial == PartialCredit.MINUS else "100"
    wrong = "0" if is_single else f"-{minus}"
    for option in wording.options:
        yield option["text"], part if option["id"] in right else wrong


def choice(
    text: str,
    answers: Sequence[tuple[str, float]],
    *,
    is_single: bool,
    feedback: str = "",
    partial: str = "",
) -> Wording:
    """Return a choice of options with their parts; `partial` if the file names it."""
    options = [{"id": new_id(), "text": said} for said, _weight in answers]
    pairs = [*zip(options, (weight for _said, weight in answers), strict=True)]
    wrong = {weight for _option, weight in pairs if weight <= 0}
    usual: Any = PartialCredit.NONE if wrong == {-_WHOLE} else PartialCredit.MINUS
    return Wording(
        kind=QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE,
        text=text,
        options=options,
        key={"right": [option["id"] for option, weight in pairs if weight > 0]},
        partial=partial if partial in PartialCredit.values else usual,
        feedback=feedback,
    )
