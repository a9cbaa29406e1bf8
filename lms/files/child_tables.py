"""The rows of a workbook's first sheet; only a child process loads this."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

MOST_ROWS = 10_000
"""Of those in which something is written."""
MOST_COLUMNS = 100
MOST_EMPTY = 1_000
"""So many empty rows, one after the other, are the end of a table."""
MOST_CELL = 100_000
"""Characters."""

NumberedRow = tuple[int, list[str]]


class TooManyRowsError(Exception):
    """The sheet has more rows than are read."""


def first_sheet(path: str) -> list[NumberedRow]:
    """Return the rows that are not empty, each with its number.

    Raises TooManyRowsError.
    """
    with Path(path).open("rb") as file:  # by its path it would ask for an ending
        book = load_workbook(file, read_only=True, data_only=True)
        return list(_written(book.worksheets[0])) if book.worksheets else []


def _written(sheet: Any) -> Iterator[NumberedRow]:
    sheet.reset_dimensions()  # what a file says of its own size may be a lie
    found = last = 0
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    for number, values in enumerate(rows, 1):
        if not any(value is not None for value in values):
            if number - last > MOST_EMPTY:
                return
            continue
        found, last = found + 1, number
        if found > MOST_ROWS:
            raise TooManyRowsError
        yield number, _texts(values)


def _texts(values: Sequence[Any]) -> list[str]:
    texts = [_text(value) for value in values]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(value: Any) -> str:
    """Return what a person sees in the cell, dates as 2026-01-05."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a staff number is no 1077.0
    return str(value).strip()[:MOST_CELL]
