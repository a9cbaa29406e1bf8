"""Tables: the header says whether the rows are FAQ entries, scripts or others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import starmap

from django.utils.translation import gettext as _

from knowledge_base.enums import Channel
from knowledge_base.exceptions import MalformedError
from knowledge_base.importers.csv_records import BrokenRow, Record, csv_records
from knowledge_base.importers.sheets import SheetRows
from lms.search.analysis import fold


class TableKind(StrEnum):
    """What the rows of a table are."""

    FAQ = "faq"
    SCRIPT = "script"
    PLACEHOLDER = "placeholder"
    PHRASE = "phrase"
    REWRITING = "rewriting"


@dataclass(frozen=True)
class Row:
    """The cells of one row by the English name of their column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A CSV file, or a sheet of a workbook."""

    kind: TableKind
    rows: Sequence[Row | BrokenRow]
    unknown: Sequence[str]
    """Columns with a name that means nothing here."""
    sheet: str = ""
    """Its name, where there are several."""


_SHARED = {"标签": "tags", "负责人": "owner", "语言": "language"}
_COLUMNS: Mapping[TableKind, Mapping[str, str]] = {
    TableKind.FAQ: {
        "问题": "question", "标准问题": "question",
        "其他问法": "other_questions", "相似问法": "other_questions",
        "简短回答": "short_answer", "简答": "short_answer",
        "完整回答": "answer", "回答": "answer", "答案": "answer",
        "话术": "scripts", "译自": "translation_of", **_SHARED,
    },
    TableKind.SCRIPT: {
        "标题": "title", "短码": "short_code", "场景": "scene", "阶段": "stage",
        "情绪": "emotion", "电话": "phone", "在线": "chat", "邮件": "email",
        "当面": "in_person", "社交媒体": "social",
        "应该": "do", "不应该": "dont", **_SHARED,
    },
    TableKind.PLACEHOLDER: {
        "名称": "name", "显示名": "label", "英文显示名": "label_en", "类型": "kind",
        "示例": "sample", "英文示例": "sample_en", "必填": "required",
        "选项": "choices",
    },
    TableKind.PHRASE: {
        "用语": "pattern", "忌语": "pattern", "类型": "kind", "严重程度": "severity",
        "建议说法": "better", "更好的说法": "better", "渠道": "channel",
        "例外": "exceptions", "开头": "opener", "原因": "reason",
        "语言": "language",
    },
    TableKind.REWRITING: {
        "生硬": "stiff", "生硬说法": "stiff", "共情": "empathic",
        "共情说法": "empathic", "说明": "note", "备注": "note", "场景": "scene",
        "语言": "language",
    },
}  # fmt: skip
_NEEDED: Mapping[TableKind, Sequence[set[str]]] = {
    TableKind.FAQ: [{"question"}, {"answer", "short_answer"}],
    TableKind.SCRIPT: [{"title"}, set(Channel.values)],
    TableKind.PLACEHOLDER: [{"name"}, {"label"}, {"sample"}],
    TableKind.PHRASE: [{"pattern"}, {"kind"}],
    TableKind.REWRITING: [{"stiff"}, {"empathic"}],
}


def known_columns(language: str) -> Iterator[tuple[TableKind, list[tuple[str, bool]]]]:
    """Yield the columns of each kind as the language calls them, and which are needed.

    Where one of several will do, none of them counts as needed.
    """
    for kind, columns in _COLUMNS.items():
        needed = {name for names in _NEEDED[kind] if len(names) == 1 for name in names}
        first = {english: chinese for chinese, english in reversed([*columns.items()])}
        yield (
            kind,
            [
                (first[name] if language.startswith("zh") else name, name in needed)
                for name in dict.fromkeys(columns.values())
            ],
        )


def read_table(text: str) -> Table:
    """Return the rows; a row with too many cells is broken, one with too few is not.

    Cells stand between commas, semicolons or tabs. Raises MalformedError.
    """
    for delimiter in (",", ";", "\t"):
        table = _known_table(csv_records(text, delimiter))
        if table is not None:
            return table
    raise MalformedError(_unknown_header())


def read_sheets(sheets: Sequence[SheetRows]) -> tuple[list[Table], list[str]]:
    """Return the sheets with known columns, and the names of the others.

    Raises MalformedError when there are none.
    """
    if not sheets:
        raise MalformedError(_("There is no text in the file."))
    tables, others = [], []
    for sheet in sheets:
        table = _known_table(iter(starmap(Record, sheet["rows"])))
        name = sheet["name"] if len(sheets) > 1 else ""
        if table is None:
            others.append(sheet["name"])
        else:
            tables.append(replace(table, sheet=name))
    if not tables:
        raise MalformedError(_unknown_header())
    return tables, others


def _unknown_header() -> str:
    return _(
        "The first line names no columns that are known. FAQ entries need question "
        "and answer; scripts need title and one of phone, chat, email, in_person, "
        "social; "
        "placeholders need name, label and sample; phrases need pattern and kind; "
        "rewriting pairs need stiff and empathic."
    )


def _known_table(records: Iterator[Record | BrokenRow]) -> Table | None:
    header = next(records)
    if isinstance(header, BrokenRow):
        raise header.error
    folded = [fold(cell).strip() for cell in header.cells]
    kind = _kind(folded)
    return _table(kind, folded, records) if kind else None


def _table(
    kind: TableKind, header: Sequence[str], records: Iterator[Record | BrokenRow]
) -> Table:
    columns = _COLUMNS[kind]
    names = [columns.get(cell, cell or f"#{n}") for n, cell in enumerate(header, 1)]
    _refuse_doubles(names)
    rows = [_row(record, names) for record in records if not _is_blank(record)]
    known, filled = set(columns.values()), _filled(rows)
    unknown = [name for name in names if name not in known and name in filled]
    return Table(kind, rows, unknown)


def _is_blank(record: Record | BrokenRow) -> bool:
    return isinstance(record, Record) and not "".join(record.cells).strip()


def _filled(rows: Sequence[Row | BrokenRow]) -> set[str]:
    cells = [row.cells.items() for row in rows if isinstance(row, Row)]
    return {name for items in cells for name, cell in items if cell}


def _kind(header: Sequence[str]) -> TableKind | None:
    for kind, needed in _NEEDED.items():
        names = {_COLUMNS[kind].get(cell, cell) for cell in header}
        if all(names & any_of for any_of in needed):
            return kind
    return None


def _refuse_doubles(names: Sequence[str]) -> None:
    doubles = sorted({name for name in names if name and names.count(name) > 1})
    if doubles:
        reason = _("The column “%(name)s” is there twice.")
        raise MalformedError(reason % {"name": doubles[0]})


def _row(record: Record | BrokenRow, names: Sequence[str]) -> Row | BrokenRow:
    if isinstance(record, BrokenRow):
        return record
    cells = [cell.strip() for cell in record.cells]
    extra = [cell for cell in cells[len(names) :] if cell]
    if extra:
        reason = _("There are more cells than columns: “%(cell)s” belongs to none.")
        return BrokenRow(record.line, MalformedError(reason % {"cell": extra[0]}))
    cells += [""] * (len(names) - len(cells))
    return Row(record.line, dict(zip(names, cells, strict=False)))
