"""Text of DOCX files, in the order in which it is read."""

from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table

from lms.extractors import Pages, collect


def extract(path: str) -> Pages:
    """Return the text; where pages end only a word processor knows."""
    document = docx.Document(path)
    lines = [*_margins(document, "header"), *_lines(document)]
    return collect("", ["\n".join([*lines, *_margins(document, "footer")])])


def _lines(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        elif block.text:
            yield block.text


def _rows(table: Table) -> Iterator[str]:
    """Return a line for each row; a merged cell speaks once."""
    told: set[Any] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            if cell._tc not in told:  # noqa: SLF001 (no public name tells them apart)
                told.add(cell._tc)  # noqa: SLF001 (a merged cell has no other identity)
                cells.append(" ".join(_lines(cell)))
        if any(cells):
            yield "\t".join(cells)


def _margins(document: Any, name: str) -> list[str]:
    """Return the headers or footers, each once."""
    parts = [getattr(section, name) for section in document.sections]
    lines = (
        line
        for part in parts
        if not part.is_linked_to_previous
        for line in _lines(part)
    )
    return list(dict.fromkeys(lines))
