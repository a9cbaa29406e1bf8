"""GIFT, the plain text format of Moodle: choices, true or false, short text.

https://docs.moodle.org/en/GIFT_format. Rating, ranking and ordering have no place in it:
the table holds them. What GIFT has no word for stands in a comment before the question,
as Moodle does it: `// [difficulty:2] [tag:退款]`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from plugins.courses.enums import Difficulty, PartialCredit, QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models.question import LANGUAGES
from plugins.courses.services.exams.bank import Wording, completed, new_id
from plugins.courses.services.exams.importing import (
    ReadQuestion,
    Remark,
    UnreadableError,
)

KINDS = {
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.TRUE_FALSE,
    QuestionKind.SHORT,
}
_MARKS = "\\~=#{}:"
_FORMAT = re.compile(r"^\[(?:html|plain|markdown|moodle)\]")
_NOTE = re.compile(r"\[(\w+):([^\]]*)\]")
_TITLE = re.compile(r"^::((?:\\.|[^\\])*?)::", re.DOTALL)
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_TRUTH = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}
FEEDBACK = "####"


class Answer(NamedTuple):
    """An answer between the braces."""

    sign: str
    weight: float | None
    text: str
    feedback: str


@dataclass
class _Block:
    """The lines of a question, and the comments above them."""

    line: int = 0
    lines: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def write_gift(rows: Iterable[ReadQuestion]) -> str:
    """Return the questions that GIFT can hold."""
    parts, category = [], None
    for number, row in enumerate(rows, 1):
        if row.wording.kind not in KINDS:
            continue
        if row.category != category:
            category = row.category
            parts.append(f"$CATEGORY: {category}")
        parts.append(_written(row, number))
    return "\n\n".join(parts) + "\n"


def _written(row: ReadQuestion, number: int) -> str:
    wording = row.wording
    notes = [
        f"[language:{row.language}]",
        f"[difficulty:{row.difficulty}]",
        f"[partial:{wording.partial}]",
        *(f"[tag:{tag}]" for tag in row.tags if "]" not in tag),
    ]
    answers = "\n".join(_answers(wording))
    feedback = f"\n{FEEDBACK}{_escaped(wording.feedback)}" if wording.feedback else ""
    head = f"// {' '.join(notes)}\n::q{number}::[plain]{_escaped(wording.text)}"
    return f"{head}{{\n{answers}{feedback}\n}}"


def _answers(wording: Wording) -> Iterator[str]:
    key = wording.key
    if wording.kind == QuestionKind.SHORT:
        yield from (f"={_escaped(text)}" for text in key["accepted"])
        return
    right = {*key["right"]}
    if wording.kind == QuestionKind.TRUE_FALSE:
        yield "TRUE" if "true" in right else "FALSE"
        return
    is_single = wording.kind == QuestionKind.SINGLE
    part = f"{100 / len(right):.5f}".rstrip("0").rstrip(".")
    minus = part if wording.partial == PartialCredit.MINUS else "100"
    for option in wording.options:
        is_right, text = option["id"] in right, _escaped(option["text"])
        if is_single:
            yield f"{'=' if is_right else '~'}{text}"
        else:
            yield f"~%{part if is_right else f'-{minus}'}%{text}"


def _escaped(text: str) -> str:
    found = "".join(f"\\{sign}" if sign in _MARKS else sign for sign in text)
    found = "\\n".join(found.splitlines())
    return f"\\{found}" if found.startswith("%") else found


def _plain(text: str) -> str:
    without = _FORMAT.sub("", text.strip())
    found = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], without)
    return found.strip()


def read_gift(text: str, *, category: str = "") -> list[ReadQuestion]:
    """Return the questions of a text. Raises UnreadableError with all its mistakes."""
    found, remarks = [], []
    for block in _blocks(text):
        joined = "\n".join(block.lines).strip()
        if joined.upper().startswith("$CATEGORY:"):
            category = joined.partition(":")[2].strip().rpartition("/")[2][:100]
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
    difficulty = notes.get("difficulty", "")
    is_known = difficulty.isdecimal() and int(difficulty) in Difficulty.values
    language = notes.get("language", "")
    return ReadQuestion(
        line=block.line,
        wording=completed(wording),
        category=category or _("Imported"),
        language=language if language in dict(LANGUAGES) else _language(wording.text),
        difficulty=int(difficulty) if is_known else Difficulty.MEDIUM,
        tags=[value for name, value in block.notes if name == "tag"],
    )


def _language(text: str) -> str:
    return "en" if text.isascii() else "zh-Hans"


def _position(text: str, sign: str, start: int = 0) -> int:
    """Return where a sign stands that is not escaped; -1 if nowhere."""
    is_escaped = False
    for place in range(max(start, 0), len(text)):
        if is_escaped:
            is_escaped = False
        elif text[place] == "\\":
            is_escaped = True
        elif text[place] == sign:
            return place
    return -1


def _wording(text: str, inner: str, notes: dict[str, str]) -> Wording:
    body, feedback = _cut(inner, FEEDBACK)
    truth, said = _cut(body, "#")
    if value := _TRUTH.get(truth.strip().upper()):
        general = _plain(feedback) or _plain(said.partition("#")[0])
        return Wording(
            kind=QuestionKind.TRUE_FALSE, text=text, key={"right": [value]}, feedback=general
        )  # fmt: skip
    answers = [*_parse(body)]
    _refuse_others(body, answers)
    own = [f"{each.text}: {each.feedback}" for each in answers if each.feedback]
    general = "\n".join(filter(None, [_plain(feedback), *own]))[:1000]
    if all(each.sign == "=" for each in answers):
        key = {"accepted": [each.text for each in answers]}
        return Wording(kind=QuestionKind.SHORT, text=text, key=key, feedback=general)
    return _choice(text, answers, general, notes)


def _refuse_others(body: str, answers: Sequence[Answer]) -> None:
    if body.strip().startswith("#"):
        raise QuestionMistakeError(_("Numerical questions are not known here."))
    if not answers:
        raise QuestionMistakeError(_("Questions without answers are not known here."))
    if all(each.sign == "=" and "->" in each.text for each in answers):
        raise QuestionMistakeError(_("Matching questions are not known here."))


def _choice(
    text: str, answers: Sequence[Answer], feedback: str, notes: dict[str, str]
) -> Wording:
    options = [{"id": new_id(), "text": each.text} for each in answers]
    weights = [
        100.0 if each.sign == "=" and each.weight is None else each.weight or 0.0
        for each in answers
    ]
    pairs = [*zip(options, weights, strict=True)]
    right = [option["id"] for option, weight in pairs if weight > 0]
    is_single = [each.sign for each in answers].count("=") == 1 and not any(
        each.sign == "~" and (each.weight or 0) > 0 for each in answers
    )
    wrong = {weight for weight in weights if weight <= 0}
    usual: Any = PartialCredit.NONE if wrong == {-100.0} else PartialCredit.MINUS
    noted = notes.get("partial", "")
    return Wording(
        kind=QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE,
        text=text,
        options=options,
        key={"right": right},
        partial=noted if noted in PartialCredit.values else usual,
        feedback=feedback,
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
    marks = []
    start = 0
    while start < len(body):
        found = [p for p in (_position(body, "=", start), _position(body, "~", start)) if p >= 0]  # fmt: skip
        if not found:
            break
        marks.append(min(found))
        start = min(found) + 1
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
