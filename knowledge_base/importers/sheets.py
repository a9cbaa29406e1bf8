"""The rows of an XLSX file, cells by value; runs in a child process."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypedDict

from openpyxl import load_workbook

MOST_ROWS = 20_000
"""With something in them, of one file."""
_MOST_COLUMNS = 200


class SheetRows(TypedDict):
    """A sheet: each row that is not empty, with its number."""

    name: str
    rows: list[tuple[int, list[str]]]


class TooManyRowsError(Exception):
    """The file has more rows than are taken."""


def read(path: str) -> list[SheetRows]:
    """Return the sheets that can be seen."""
    found: list[SheetRows] = []
    with Path(path).open("rb") as file:  # by its path it would ask for an ending
        book = load_workbook(file, read_only=True, data_only=True)
        room = MOST_ROWS
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                rows = [*_rows(sheet, room)]
                room -= len(rows)
                found.append({"name": str(sheet.title), "rows": rows})
    return found


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
