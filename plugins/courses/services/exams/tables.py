"""Questions in a table: one a row, as `headings` names the columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.base import File
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from lms.files.tables import TableRow, heading_of, read_rows
from plugins.courses.enums import Difficulty, PartialCredit, QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models.question import LANGUAGES
from plugins.courses.services.exams.bank import Wording, completed, new_id
from plugins.courses.services.exams.foreign import language_of
from plugins.courses.services.exams.importing import (
    ReadQuestion,
    Remark,
    UnreadableError,
)
from plugins.courses.services.exams.question_kinds import MOST_OPTIONS, accepted_in

OPTIONS = range(1, MOST_OPTIONS + 1)
HEADINGS: Mapping[str, Any] = {
    "kind": pgettext_lazy("question", "kind"),
    "text": pgettext_lazy("question", "text"),
    **{f"option {n}": format_lazy("{} {}", gettext_lazy("Option"), n) for n in OPTIONS},
    "key": pgettext_lazy("question", "key"),
    "partial": pgettext_lazy("question", "partly right"),
    "feedback": pgettext_lazy("question", "feedback"),
    "category": pgettext_lazy("question", "category"),
    "difficulty": pgettext_lazy("question", "difficulty"),
    "language": gettext_lazy("language"),
    "tags": gettext_lazy("tags"),
}
NEEDED = ("kind", "text", "category")
_VALUED = {QuestionKind.RATE, QuestionKind.RANK, QuestionKind.ORDER}
_TRUTHS = {
    "true": {"true", "1", "对", "對", "正确", "正確", "是", "yes", "t", "√"},
    "false": {"false", "0", "错", "錯", "错误", "錯誤", "否", "no", "f", "\u00d7"},
}
_TALKS = ("en", "zh-hans", "zh-hant")


class _CellError(Exception):
    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


def cells_of(row: ReadQuestion) -> dict[str, str]:
    """Return the cells of a question, by the names of the columns."""
    wording = row.wording
    texts = [option["text"] for option in wording.options]
    if wording.kind == QuestionKind.SHORT:
        texts = [*wording.key["accepted"]]
    elif wording.kind == QuestionKind.CLOZE:
        texts = ["|".join(wording.key["gaps"][option["id"]]) for option in wording.options]  # fmt: skip
    elif wording.kind == QuestionKind.TRUE_FALSE:
        texts = []
    options = {f"option {n}": "" for n in OPTIONS}
    options |= {f"option {n}": text for n, text in enumerate(texts, 1)}
    return {
        "kind": str(QuestionKind(wording.kind).label),
        "text": wording.text,
        **options,
        "key": _key_cell(wording),
        "partial": str(PartialCredit(wording.partial).label),
        "feedback": wording.feedback,
        "category": row.category,
        "difficulty": str(Difficulty(row.difficulty).label),
        "language": row.language,
        "tags": "|".join(row.tags),
    }


def _key_cell(wording: Wording) -> str:
    ids = [option["id"] for option in wording.options]
    if "pairs" in wording.key:
        pairs, others = wording.key["pairs"], wording.key.get("others", [])
        return "|".join([*(pairs[each] for each in ids), *others])
    if "values" in wording.key:
        return ",".join(str(wording.key["values"][each]) for each in ids)
    if wording.kind == QuestionKind.TRUE_FALSE:
        return str(wording.key["right"][0])
    right = wording.key.get("right", [])
    return ",".join(str(n) for n, each in enumerate(ids, 1) if each in right)


def read_table(file: File[Any]) -> list[ReadQuestion]:
    """Return the questions of a CSV or XLSX file.

    Raises UnreadableError with all its mistakes, by row and column, and
    FileRefusedError for what is no table.
    """
    columns = _in_all_languages(HEADINGS.items())
    found: list[ReadQuestion] = []
    remarks: list[Remark] = []
    for row in read_rows(file):
        cells = {columns[name]: text for name, text in row.cells.items() if name in columns}  # fmt: skip
        missing = [name for name in NEEDED if name not in cells]
        if missing:
            names = ", ".join(str(HEADINGS[name]) for name in missing)
            text = _("The table has no column “%(names)s”.") % {"names": names}
            raise UnreadableError([Remark(1, names, text)])
        _take(row, cells, found, remarks)
    if not found and not remarks:
        remarks.append(Remark(1, "", _("There is no question in it.")))
    if remarks:
        raise UnreadableError(remarks)
    return found


def _take(
    row: TableRow,
    cells: Mapping[str, str],
    found: list[ReadQuestion],
    remarks: list[Remark],
) -> None:
    try:
        found.append(_question(row, cells))
    except _CellError as error:
        column = str(HEADINGS.get(error.column, error.column))
        remarks.append(Remark(row.number, column, error.text))
    except QuestionMistakeError as error:
        remarks.append(Remark(row.number, str(HEADINGS["key"]), str(error)))


def _question(row: TableRow, cells: Mapping[str, str]) -> ReadQuestion:
    if row.problem:
        raise _CellError("", row.problem)
    kind = _choice("kind", cells, QuestionKind.choices, "")
    difficulty = _choice("difficulty", cells, Difficulty.choices, Difficulty.MEDIUM)
    category = cells["category"][:100]
    if not category:
        raise _CellError("category", _("This cell is empty."))
    text = cells["text"]
    if not text:
        raise _CellError("text", _("This cell is empty."))
    options = {
        n: {"id": new_id(), "text": said}
        for n in OPTIONS
        if (said := cells.get(f"option {n}"))
    }
    wording = Wording(
        kind=kind,
        text=text,
        options=[*options.values()],
        key=_key(kind, cells.get("key", ""), options),
        partial=_choice("partial", cells, PartialCredit.choices, PartialCredit.NONE),
        feedback=cells.get("feedback", ""),
    )
    return ReadQuestion(
        line=row.number,
        wording=completed(wording),
        category=category,
        language=_choice("language", cells, LANGUAGES, language_of(text)),
        difficulty=int(difficulty),
        tags=[tag.strip() for tag in cells.get("tags", "").split("|") if tag.strip()],
    )


def _choice(name: str, cells: Mapping[str, str], choices: Any, default: Any) -> Any:
    text = cells.get(name, "")
    if not text and default != "":
        return default
    known = _in_all_languages([(value, label) for value, label in choices])
    try:
        return known[heading_of(text)]
    except KeyError:
        allowed = ", ".join(str(label) for _value, label in choices)
        said = _("“%(text)s” is none of: %(allowed)s") % {"text": text[:40], "allowed": allowed}  # fmt: skip
        raise _CellError(name, said) from None


def _in_all_languages(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Return values by what they are called in any language, and by themselves."""
    found: dict[str, Any] = {}
    for value, label in pairs:
        found[heading_of(str(value))] = value
        for language in _TALKS:
            with override(language):
                found[heading_of(str(label))] = value
    return found


def _key(
    kind: str, cell: str, options: Mapping[int, Mapping[str, str]]
) -> dict[str, Any]:
    """Return the key of a question; `options` are by the numbers of their columns."""
    if kind == QuestionKind.SHORT:
        return {"accepted": [option["text"] for option in options.values()]}
    if kind == QuestionKind.TRUE_FALSE:
        return {"right": [_truth(cell)]}
    if kind == QuestionKind.CLOZE:
        gaps = {str(n): accepted_in(each["text"]) for n, each in options.items()}
        return {"gaps": gaps}
    if kind == QuestionKind.MATCH:
        return _pairs(cell, [option["id"] for option in options.values()])
    return _numbered(kind, cell, options)


def _numbered(
    kind: str, cell: str, options: Mapping[int, Mapping[str, str]]
) -> dict[str, Any]:
    """Return a key that is written as numbers: of the right options, or one for each."""
    parts = cell.replace("，", ",").replace("、", ",").replace(";", ",").split(",")
    numbers = [part.strip() for part in parts if part.strip()]
    if not all(each.isdecimal() and len(each) < 3 for each in numbers):  # noqa: PLR2004 (digits)
        raise _CellError("key", _("Write whole numbers with commas between them."))
    values = [int(number) for number in numbers]
    if kind in _VALUED:
        if len(values) != len(options):
            raise _CellError("key", _("Write as many numbers as there are options."))
        pairs = zip(options.values(), values, strict=True)
        return {"values": {option["id"]: value for option, value in pairs}}
    if not {*values} <= {*options}:
        raise _CellError("key", _("There is no option with this number."))
    return {"right": [options[value]["id"] for value in values]}


def _pairs(cell: str, ids: Sequence[str]) -> dict[str, Any]:
    """Return what belongs to each option, in their order; what is left belongs to none."""
    texts = accepted_in(cell)
    if len(texts) < len(ids):
        raise _CellError("key", _("Write what belongs to each option, with | between."))
    pairs = dict(zip(ids, texts, strict=False))
    return {"pairs": pairs, "others": texts[len(ids) :]}


def _truth(cell: str) -> str:
    said = heading_of(cell)
    for value, words in _TRUTHS.items():
        if said in words:
            return value
    raise _CellError("key", _("Write true or false."))
