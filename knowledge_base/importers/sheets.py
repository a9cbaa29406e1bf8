"""The rows of an XLSX file, cells by value; runs in a child process."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import IO, Any, TypedDict
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

MOST_ROWS = 20_000
"""With something in them, of one file."""
_MOST_COLUMNS = 200
_LARGE = 1024 * 1024
_EMPTY_ROW = re.compile(
    rb"<row\b[^>]*?(?:/>|>(?:\s*<c\b[^>]*?(?:/>|>\s*</c>))*\s*</row>)"
)


class SheetRows(TypedDict):
    """A sheet: each row that is not empty, with its number."""

    name: str
    rows: list[tuple[int, list[str]]]


class TooManyRowsError(Exception):
    """The file has more rows than are taken."""


def read(path: str) -> list[SheetRows]:
    """Return the sheets that can be seen."""
    found: list[SheetRows] = []
    book = load_workbook(_without_empty_rows(path), read_only=True, data_only=True)
    room = MOST_ROWS
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            rows = [*_rows(sheet, room)]
            room -= len(rows)
            found.append({"name": str(sheet.title), "rows": rows})
    return found


def _without_empty_rows(path: str) -> IO[bytes]:
    """Return the workbook without rows of which only the format is kept.

    Offices write a million of them, and the parser takes ten seconds for those.
    """
    out = BytesIO()
    with (
        ZipFile(path) as source,
        ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as to,
    ):
        for entry in source.infolist():
            is_sheet = entry.filename.startswith("xl/worksheets/")
            if not is_sheet or entry.file_size < _LARGE:
                to.writestr(entry.filename, source.read(entry))
                continue
            with source.open(entry) as part, to.open(entry.filename, "w") as kept:
                for chunk in _full_rows(part):
                    kept.write(chunk)
    out.seek(0)
    return out


def _full_rows(part: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := part.read(_LARGE):
        text = rest + chunk
        end = text.rfind(b"<row")  # where the last one ends is not known yet
        end = max(end, 0)
        if end:
            yield _EMPTY_ROW.sub(b"", text[:end])
        rest = text[end:]
    yield _EMPTY_ROW.sub(b"", rest)


def _rows(sheet: Any, room: int) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what a file says of its own size may be a lie
    rows = sheet.iter_rows(values_only=True)  # with a width each empty row has cells
    for number, row in enumerate(rows, 1):
        cells = [_shown(value) for value in row[:_MOST_COLUMNS]]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if room <= 0:
            raise TooManyRowsError
        room -= 1
        yield number, cells


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return (
            value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        )
    return str(value)
