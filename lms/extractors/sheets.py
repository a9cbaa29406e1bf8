"""Text of XLSX files, sheet by sheet."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from lms.extractors import MOST_CHARACTERS, Pages, collect

_MOST_ROWS = 100_000
"""Of one sheet, the empty ones counted."""
_MOST_COLUMNS = 500


def extract(path: str) -> Pages:
    """Return the sheets, each under its name."""
    with Path(path).open("rb") as file:  # by its path it would ask for an ending
        book = load_workbook(file, read_only=True, data_only=True)
        return collect("sheet", map(_text, book.worksheets))


def _text(sheet: Any) -> str:
    sheet.reset_dimensions()  # what a file says of its own size may be a lie
    lines, room = [str(sheet.title)], MOST_CHARACTERS
    for line in _lines(sheet):
        lines.append(line)
        room -= len(line)
        if room <= 0:
            break
    return "\n".join(lines)


def _lines(sheet: Any) -> Iterator[str]:
    rows = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)
    for row in islice(rows, _MOST_ROWS):
        cells = [str(value) for value in row if value is not None]
        if cells:
            yield "\t".join(cells)
