"""GIFT, the plain text format of Moodle: choices, true or false, short text.

https://docs.moodle.org/en/GIFT_format. Rating, ranking and ordering have no place in it:
the table holds them. What GIFT has no word for stands in a comment before the question,
as Moodle does it: `// [difficulty:2] [tag:退款]`. `gift_writing` writes it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from plugins.courses.enums import QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.services.exams.bank import Wording, completed
from plugins.courses.services.exams.foreign import category_of, noted, text_of_html
from plugins.courses.services.exams.importing import (
    ReadQuestion,
    Remark,
    UnreadableError,
)
from plugins.courses.services.exams.weights import choice

KINDS = {
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.TRUE_FALSE,
    QuestionKind.SHORT,
}
MARKS = "\\~=#{}:"
FORMAT = re.compile(r"\[(html|plain|markdown|moodle)\]")
_NOTE = re.compile(r"\[(\w+):([^\]]*)\]")
_TITLE = re.compile(r"^::((?:\\.|[^\\])*?)::", re.DOTALL)
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_TRUTH = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}
FEEDBACK = "####"
_AS_HTML = {"html", "moodle"}


class Answer(NamedTuple):
    """An answer between the braces."""

    sign: str
    weight: float | None
    text: str
    feedback: str

    @property
    def is_whole(self) -> bool:
        """Whether it is right without more ado."""
        return self.sign == "=" and self.weight is None


@dataclass
class _Block:
    """The lines of a question, and the comments above them."""

    line: int = 0
    lines: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def _plain(text: str) -> str:
    said = text.strip()
    form = FORMAT.match(said)
    bare = said[form.end() :] if form else said
    found = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], bare).strip()
    return text_of_html(found) if form and form[1] in _AS_HTML else found


def read_gift(text: str, *, category: str = "") -> list[ReadQuestion]:
    """Return the questions of a text. Raises UnreadableError with all its mistakes."""
    found, remarks = [], []
    for block in _blocks(text):
        joined = "\n".join(block.lines).strip()
        if joined.upper().startswith("$CATEGORY:"):
            category = category_of(joined.partition(":")[2])
            continue
        try:
            found.append(_read(joined, block, category))
        except QuestionMistakeError as error:
            remarks.append(Remark(block.line, "", str(error)))
    if not found and not remarks:
        remarks.append(Remark(1, "", _("There is no question in it.")))
    if remarks:
        raise UnreadableError(remarks)
    return found


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block()
    for number, line in enumerate([*text.lstrip("\ufeff").splitlines(), ""], 1):
        bare = line.strip()
        if bare.startswith("//"):
            block.notes += _NOTE.findall(bare)
        elif bare:
            block.line = block.line or number
            block.lines.append(line)
            if bare.upper().startswith("$CATEGORY:"):
                yield block
                block = _Block()
        elif block.lines:
            yield block
            block = _Block()


def _read(text: str, block: _Block, category: str) -> ReadQuestion:
    notes = dict(block.notes)
    body = _TITLE.sub("", text, count=1)
    begin = _position(body, "{")
    end = _position(body, "}", begin)
    if begin < 0 or end < 0:
        raise QuestionMistakeError(_("There are no answers between { and }."))
    before, inner, after = body[:begin], body[begin + 1 : end], body[end + 1 :]
    gap = " _____ " if after.strip() else ""
    wording = _wording(_plain(f"{before.rstrip()}{gap}{after.strip()}"), inner, notes)
    tags = [value for name, value in block.notes if name == "tag"]
    return noted(block.line, completed(wording), category, tags, notes)


def _positions(text: str, signs: str, start: int = 0) -> Iterator[int]:
    """Yield where one of some signs stands that is not escaped."""
    is_escaped = False
    for place in range(max(start, 0), len(text)):
        if is_escaped:
            is_escaped = False
        elif text[place] == "\\":
            is_escaped = True
        elif text[place] in signs:
            yield place


def _position(text: str, sign: str, start: int = 0) -> int:
    """Return where a sign stands first that is not escaped; -1 if nowhere."""
    return next(_positions(text, sign, start), -1)


def _wording(text: str, inner: str, notes: dict[str, str]) -> Wording:
    body, feedback = _cut(inner, FEEDBACK)
    truth, said = _cut(body, "#")
    if value := _TRUTH.get(truth.strip().upper()):
        general = _plain(feedback) or _plain(said.partition("#")[0])
        return Wording(
            kind=QuestionKind.TRUE_FALSE, text=text, key={"right": [value]}, feedback=general
        )  # fmt: skip
    answers = [*_parse(body)]
    is_short = notes.get("kind") == QuestionKind.SHORT
    _refuse_others(body, answers, is_short=is_short)
    own = [f"{each.text}: {each.feedback}" for each in answers if each.feedback]
    general = "\n".join(filter(None, [_plain(feedback), *own]))
    if all(each.sign == "=" for each in answers):
        key = {"accepted": [each.text for each in answers]}
        return Wording(kind=QuestionKind.SHORT, text=text, key=key, feedback=general)
    return _choice(text, answers, general, notes)


def _refuse_others(body: str, answers: Sequence[Answer], *, is_short: bool) -> None:
    if body.strip().startswith("#"):
        raise QuestionMistakeError(_("Numerical questions are not known here."))
    if not answers:
        raise QuestionMistakeError(_("Questions without answers are not known here."))
    is_matching = all(each.sign == "=" and "->" in each.text for each in answers)
    if is_matching and not is_short:
        raise QuestionMistakeError(_("Matching questions are not known here."))


def _choice(
    text: str, answers: Sequence[Answer], feedback: str, notes: dict[str, str]
) -> Wording:
    is_single = [each.sign for each in answers].count("=") == 1 and not any(
        each.sign == "~" and (each.weight or 0) > 0 for each in answers
    )
    weighed = [
        (each.text, 100.0 if each.is_whole else each.weight or 0.0) for each in answers
    ]
    noted_partial = notes.get("partial", "")
    return choice(
        text, weighed, is_single=is_single, feedback=feedback, partial=noted_partial
    )


def _cut(text: str, sign: str) -> tuple[str, str]:
    """Cut a text in two at the first sign that is not escaped."""
    start = 0
    while (place := _position(text, sign[0], start)) >= 0:
        if text.startswith(sign, place):
            return text[:place], text[place + len(sign) :]
        start = place + 1
    return text, ""


def _parse(body: str) -> Iterator[Answer]:
    marks = [*_positions(body, "=~")]
    for begin, end in pairwise([*marks, len(body)]):
        said, feedback = _cut(body[begin + 1 : end], "#")
        said = said.strip()
        weight = _WEIGHT.match(said)
        yield Answer(
            body[begin],
            float(weight[1]) if weight else None,
            _plain(said[weight.end() :] if weight else said),
            _plain(feedback),
        )
