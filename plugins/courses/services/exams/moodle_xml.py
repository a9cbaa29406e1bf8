"""Moodle XML: choices, true or false, short texts, order, matching, and gaps.

https://docs.moodle.org/en/Moodle_XML_format. What it has no word for stands among the
tags: `difficulty:2`. Rating and ranking have no place in it: the table holds them.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.services.exams.bank import Wording, completed, new_id
from plugins.courses.services.exams.cloze import gaps_in, with_gaps
from plugins.courses.services.exams.foreign import (
    category_of,
    noted,
    notes_of,
    path_of,
    text_of_html,
)
from plugins.courses.services.exams.importing import (
    ReadQuestion,
    Remark,
    UnreadableError,
)
from plugins.courses.services.exams.question_kinds import PARTED
from plugins.courses.services.exams.weights import choice, weights_of

TYPES = {
    QuestionKind.SINGLE: "multichoice",
    QuestionKind.MULTIPLE: "multichoice",
    QuestionKind.TRUE_FALSE: "truefalse",
    QuestionKind.SHORT: "shortanswer",
    QuestionKind.ORDER: "ordering",
    QuestionKind.MATCH: "matching",
    QuestionKind.CLOZE: "cloze",
}
_ALL_OR_NOTHING, _BY_PLACE = "-1", "0"
_HTML = {"", "html", "moodle_auto_format"}
_NOTES = {"language", "difficulty", "partial"}
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_moodle_xml(rows: Iterable[ReadQuestion]) -> bytes:
    """Return the questions that the format can hold."""
    quiz, category = Element("quiz"), None
    for number, row in enumerate(rows, 1):
        if row.wording.kind not in TYPES:
            continue
        if row.category != category:
            category = row.category
            _add(SubElement(quiz, "question", type="category"), "category", path_of(category))  # fmt: skip
        _write(quiz, row, number)
    indent(quiz)
    found: bytes = tostring(quiz, "utf-8", xml_declaration=True)
    return found


def _write(quiz: Element, row: ReadQuestion, number: int) -> None:
    wording = row.wording
    node = SubElement(quiz, "question", type=TYPES[QuestionKind(wording.kind)])
    _add(node, "name", f"q{number}")
    text = with_gaps(wording) if wording.kind == QuestionKind.CLOZE else wording.text
    _add(node, "questiontext", text, format="plain_text")
    _add(node, "generalfeedback", wording.feedback, format="plain_text")
    if wording.kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        is_single = wording.kind == QuestionKind.SINGLE
        SubElement(node, "single").text = str(is_single).lower()
    elif wording.kind == QuestionKind.SHORT:
        SubElement(node, "usecase").text = "0"
    elif wording.kind == QuestionKind.ORDER:
        is_whole = wording.partial == PartialCredit.NONE
        SubElement(node, "gradingtype").text = (
            _ALL_OR_NOTHING if is_whole else _BY_PLACE
        )
    for said, weight in _answers(wording):
        _add(node, "answer", said, fraction=weight, format="plain_text")
    for left, right in _subquestions(wording):
        pair = _add(node, "subquestion", left, format="plain_text")
        _add(pair, "answer", right)
    tags = SubElement(node, "tags")
    for tag in (*row.tags, *(f"{k}:{v}" for k, v in notes_of(row).items())):
        _add(tags, "tag", tag)


def _answers(wording: Wording) -> Iterable[tuple[str, str]]:
    if wording.kind == QuestionKind.SHORT:
        return [(text, "100") for text in wording.key["accepted"]]
    if wording.kind == QuestionKind.TRUE_FALSE:
        right = wording.key["right"]
        return [(each, "100" if each in right else "0") for each in ("true", "false")]
    if wording.kind in PARTED:
        return []
    if wording.kind == QuestionKind.ORDER:
        places = wording.key["values"]
        ordered = sorted(wording.options, key=lambda option: places[option["id"]])
        return [(option["text"], "1") for option in ordered]
    return weights_of(wording)


def _subquestions(wording: Wording) -> Iterable[tuple[str, str]]:
    """Yield the pairs of matching; what belongs to nothing has an empty left side."""
    if wording.kind != QuestionKind.MATCH:
        return
    for option in wording.options:
        yield option["text"], wording.key["pairs"][option["id"]]
    for text in wording.key.get("others", ()):
        yield "", text


def _add(parent: Element, name: str, text: str, **attributes: str) -> Element:
    lines = "\n".join(text.splitlines())
    node = SubElement(parent, name, attributes)
    SubElement(node, "text").text = _NO_XML.sub("", lines)
    return node


def read_moodle_xml(data: bytes) -> list[ReadQuestion]:
    """Return the questions of a file. Raises UnreadableError with all its mistakes.

    A document type is refused, and with it entities that would grow or read files.
    """
    try:
        quiz = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        said = _("This is no Moodle XML that can be read.")
        raise UnreadableError([Remark(1, "", said)]) from error
    found, remarks, category = [], [], ""
    for number, node in enumerate(quiz.findall("question"), 1):
        if node.get("type") == "category":
            category = category_of(_bare(node, "category"))
            continue
        try:
            found.append(_read(node, number, category))
        except QuestionMistakeError as error:
            remarks.append(Remark(number, _bare(node, "name")[:80], str(error)))
    if not found and not remarks:
        remarks.append(Remark(1, "", _("There is no question in it.")))
    if remarks:
        raise UnreadableError(remarks)
    return found


def _read(node: Any, number: int, category: str) -> ReadQuestion:
    tags = [_bare(tag) for tag in node.iterfind("tags/tag")]
    pairs = [(tag, *tag.partition(":")[::2]) for tag in tags]
    notes = {name: value for _tag, name, value in pairs if name in _NOTES}
    own = [tag for tag, name, _value in pairs if tag and name not in _NOTES]
    reader = _READERS.get(node.get("type", ""))
    if reader is None:
        said = _("Questions of the type “%(type)s” are not known here.")
        raise QuestionMistakeError(said % {"type": node.get("type", "")})
    answers = [(_text(each), _fraction(each)) for each in node.iterfind("answer")]
    values = reader(node, answers, notes.get("partial", ""))
    wording = Wording(**{**vars(values), "feedback": _feedback(node, answers)})
    return noted(number, completed(wording), category, own, notes)


def _feedback(node: Any, answers: Sequence[tuple[str, float]]) -> str:
    """Return the general feedback, and that of each answer with the answer."""
    of_answers = [_text(each, "feedback") for each in node.iterfind("answer")]
    own = [
        f"{said}: {feedback}"
        for (said, _weight), feedback in zip(answers, of_answers, strict=True)
        if feedback
    ]
    return "\n".join(filter(None, [_text(node, "generalfeedback"), *own]))


def _choice(node: Any, answers: Sequence[tuple[str, float]], partial: str) -> Wording:
    is_single = (node.findtext("single") or "true").strip().lower() in {"true", "1"}
    text = _text(node, "questiontext")
    return choice(text, answers, is_single=is_single, partial=partial)


def _truth(node: Any, answers: Sequence[tuple[str, float]], _partial: str) -> Wording:
    right = [said.lower() for said, weight in answers if weight > 0]
    return Wording(
        kind=QuestionKind.TRUE_FALSE,
        text=_text(node, "questiontext"),
        key={"right": right},
    )


def _short(node: Any, _answers: Sequence[tuple[str, float]], _partial: str) -> Wording:
    rows = node.iterfind("answer")  # plain, whatever their format says
    accepted = [_bare(each) for each in rows if _fraction(each) > 0]
    return Wording(
        kind=QuestionKind.SHORT,
        text=_text(node, "questiontext"),
        key={"accepted": accepted},
    )


def _order(node: Any, answers: Sequence[tuple[str, float]], _partial: str) -> Wording:
    options = [{"id": new_id(), "text": said} for said, _weight in answers]
    is_whole = (node.findtext("gradingtype") or "").strip() == _ALL_OR_NOTHING
    return Wording(
        kind=QuestionKind.ORDER,
        text=_text(node, "questiontext"),
        options=options,
        key={"values": {each["id"]: n for n, each in enumerate(options, 1)}},
        partial=PartialCredit.NONE if is_whole else PartialCredit.DISTANCE,
    )


def _match(node: Any, _answers: Sequence[tuple[str, float]], partial: str) -> Wording:
    found = [(_text(each), _bare(each, "answer")) for each in node.iterfind("subquestion")]  # fmt: skip
    options = [{"id": new_id(), "text": left} for left, _right in found if left]
    rights = [right for left, right in found if left]
    ids = [option["id"] for option in options]
    return Wording(
        kind=QuestionKind.MATCH,
        text=_text(node, "questiontext"),
        options=options,
        key={
            "pairs": dict(zip(ids, rights, strict=True)),
            "others": [right for left, right in found if right and not left],
        },
        partial=partial or PartialCredit.EACH,
    )


def _cloze(node: Any, _answers: Sequence[tuple[str, float]], partial: str) -> Wording:
    text, gaps = gaps_in(_text(node, "questiontext"))
    return Wording(
        kind=QuestionKind.CLOZE,
        text=text,
        key={"gaps": gaps},
        partial=partial or PartialCredit.EACH,
    )


_READERS = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _short,
    "ordering": _order,
    "matching": _match,
    "cloze": _cloze,
}


def _bare(node: Any, name: str = "") -> str:
    """Return what stands in the text of a node, or of a child of it."""
    found = node.findtext(f"{name}/text" if name else "text")
    return (found or "").strip()


def _text(node: Any, name: str = "") -> str:
    """Return the same as plain text, whatever its format; what names none is HTML."""
    holder = node.find(name) if name else node
    if holder is None:
        return ""
    said, form = _bare(holder), holder.get("format", "")
    return text_of_html(said) if form in _HTML else said


def _fraction(node: Any) -> float:
    try:
        return float(node.get("fraction", "0"))
    except ValueError:
        return 0.0
