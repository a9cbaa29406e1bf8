"""Text of PPTX files, slide by slide."""

from collections.abc import Iterator
from typing import Any

from pptx import Presentation

from lms.extractors import Pages, collect


def extract(path: str) -> Pages:
    """Return the slides, each with what its speaker noted."""
    return collect("slide", map(_text, Presentation(path).slides))


def _text(slide: Any) -> str:
    lines = [line for shape in slide.shapes for line in _lines(shape)]
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        lines.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(filter(None, lines))


def _lines(shape: Any) -> Iterator[str]:
    if hasattr(shape, "shapes"):  # a group
        for inner in shape.shapes:
            yield from _lines(inner)
    elif shape.has_text_frame:
        yield shape.text_frame.text
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            yield "\t".join(cell.text for cell in row.cells)
