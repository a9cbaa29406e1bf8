"""Rows of CSV and XLSX files: one reader for whoever takes in tables."""

import codecs
import csv
import io
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from lms.files.child import Limits, in_child
from lms.files.exceptions import (
    ChildError,
    ChildFailedError,
    ChildLimitError,
    FileRefusedError,
)
from lms.files.gate import inspect

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000
"""As in `child_tables`, which only the child loads."""
_DELIMITERS = ",;\t"
_READER = "lms.files.child_tables.first_sheet"
_HARMLESS = tuple(f"'{sign}" for sign in "=+-@")
_LIMITS = Limits(output=64 * 1024 * 1024)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class TableRow:
    """A row below the headings."""

    number: int
    """As a spreadsheet counts, or the line on which it begins in a text."""
    cells: Mapping[str, str]
    """By heading, as `heading_of` returns it; without white space around."""
    problem: str = ""
    """Why the cells cannot be told apart, to a person."""


def read_rows(file: File[Any], *, most: int = MOST_BYTES) -> Iterator[TableRow]:
    """Yield the rows of a CSV file or of the first sheet of an XLSX file.

    The first row in which something is written has the headings; empty rows are left
    out. CSV may be in UTF-8, UTF-16 with its mark, or GBK, between commas, semicolons
    or tabs. Raises FileRefusedError, at the latest with the first row, for a file that
    is no such table, is too large or has more than MOST_ROWS.
    """
    kind = inspect(file, most=most)
    name = file.name or ""
    if kind.extension == "xlsx":
        records: Iterable[_Record] = _from_workbook(file, name)
    elif kind.extension == "csv":
        records = _from_text(_decoded(file, name))
    else:
        said = _("“%(name)s” is no table: choose a CSV or XLSX file.")
        raise FileRefusedError(said % {"name": name})
    return _below_headings(iter(records), name)


def heading_of(text: str) -> str:
    """Return a heading without what people write differently: width, case, spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.replace("_", " ").split()).rstrip("*: ")


@dataclass(frozen=True)
class _Record:
    number: int
    texts: Sequence[str]
    problem: str = ""


def _below_headings(records: Iterator[_Record], name: str) -> Iterator[TableRow]:
    first = next(records, None)
    if first is None or first.problem:
        said = _("“%(name)s” is empty.") if first is None else first.problem
        raise FileRefusedError(said % {"name": name})
    headings = [heading_of(text) for text in first.texts]
    _refuse_doubles(headings, name)
    return _rows(records, headings, name)


def _rows(
    records: Iterator[_Record], headings: Sequence[str], name: str
) -> Iterator[TableRow]:
    for count, record in enumerate(records, 1):
        if count > MOST_ROWS:
            raise too_many_rows(name)
        yield _row(record, headings)


def _row(record: _Record, headings: Sequence[str]) -> TableRow:
    texts = [_bare(text.strip()) for text in record.texts]
    extra = [text for text in texts[len(headings) :] if text]
    problem = record.problem
    if extra and not problem:
        said = _("There are more cells than columns: “%(cell)s” belongs to none.")
        problem = said % {"cell": extra[0][:40]}
    texts += [""] * (len(headings) - len(texts))
    cells = {name: text for name, text in zip(headings, texts, strict=False) if name}
    return TableRow(record.number, cells, problem)


def _bare(text: str) -> str:
    """Return what stood in the cell before an export made a formula harmless."""
    return text[1:] if text.startswith(_HARMLESS) else text


def _refuse_doubles(headings: Sequence[str], name: str) -> None:
    for heading in headings:
        if heading and headings.count(heading) > 1:
            said = _("“%(name)s” has the column “%(column)s” twice.")
            raise FileRefusedError(said % {"name": name, "column": heading})


def too_many_rows(name: str) -> FileRefusedError:
    """Return the refusal of a table that is too long."""
    said = _("“%(name)s” has more than %(most)s rows: divide it.")
    return FileRefusedError(said % {"name": name, "most": MOST_ROWS})


def _decoded(file: File[Any], name: str) -> str:
    """Return the text, in whichever way Excel and its like may have saved it."""
    file.seek(0)
    data: bytes = file.read()
    codings = ("utf-16",) if data.startswith(_WIDE) else ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    said = _("“%(name)s” is in no known coding: save it as UTF-8.")
    raise FileRefusedError(said % {"name": name})


def _from_text(text: str) -> Iterator[_Record]:
    """Yield the records that are not empty; a broken one is the last."""
    header = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for texts in reader:
            if any(text.strip() for text in texts):
                yield _Record(line, texts)
            line = reader.line_num + 1
    except csv.Error as error:
        said = _("From here on it is not valid CSV: %(problem)s.")
        yield _Record(line, (), said % {"problem": error})


def _from_workbook(file: File[Any], name: str) -> Iterator[_Record]:
    try:
        with _on_disk(file) as path:
            found = in_child(_READER, path, _LIMITS)
    except ChildFailedError as error:
        if error.name == "TooManyRowsError":
            raise too_many_rows(name) from error
        said = _("“%(name)s” is damaged: it cannot be opened.")
        raise FileRefusedError(said % {"name": name}) from error
    except ChildLimitError as error:
        said = _("“%(name)s” takes too long to read: divide it, or save it as CSV.")
        raise FileRefusedError(said % {"name": name}) from error
    except ChildError as error:
        said = _("“%(name)s” is damaged: it cannot be opened.")
        raise FileRefusedError(said % {"name": name}) from error
    return (_Record(number, texts) for number, texts in found if any(texts))


@contextmanager
def _on_disk(file: File[Any]) -> Iterator[str]:
    with NamedTemporaryFile(prefix="table-") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield copy.name
