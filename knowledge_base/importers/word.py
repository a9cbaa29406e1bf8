"""A DOCX file as Markdown, so that one reader serves both; runs in a child process.

It needs no settings, no models and no translations.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from knowledge_base.importers.word_lists import Numbering
from knowledge_base.importers.word_notes import margins, take_notes
from knowledge_base.importers.word_text import (
    LeftOut,
    escaped,
    inline_markdown,
    plain,
    start_escaped,
)

_FENCE = "---"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.IGNORECASE)
_QUOTES = ("quote", "intense quote", "block text", "引用", "明显引用")
_CONTENTS = re.compile(r"(?:toc|table of contents|目录)\b", re.IGNORECASE)
_DEEPEST = 6


class WordText(TypedDict):
    """What is written in a file."""

    text: str
    pictures: int
    notes: int
    margins: str


@dataclass(frozen=True)
class _Block:
    """A passage; `level` is that of a heading, 0 for the title of the document."""

    kind: str
    text: str
    level: int = 0


def read(path: str) -> WordText:
    """Return the text as Markdown, and how much is not text."""
    document = docx.Document(path)
    left_out = LeftOut()
    notes = take_notes(document)
    found = [*_Blocks(document, left_out).below(document.element.body)]
    found += [_note(*note, left_out) for note in notes]
    parts = [*_front_matter(found), *_as_markdown(found)]
    return {
        "text": "\n".join(parts),
        "pictures": left_out.pictures,
        "notes": left_out.notes,
        "margins": margins(document),
    }


def _note(sign: str, note: Any, part: Any, left_out: LeftOut) -> _Block:
    paragraphs = [*note.iter(qn("w:p"))]
    for paragraph in paragraphs:
        left_out.count(paragraph)
    texts = [inline_markdown(paragraph, part) for paragraph in paragraphs]
    said = "\\\n".join(filter(None, texts))
    return _Block("text", f"{escaped(sign)} {said}")


class _Blocks:
    """Walks through a document in the order in which it is read."""

    def __init__(self, document: Any, left_out: LeftOut) -> None:
        self.document = document
        self.numbering = Numbering(document)
        self.left_out = left_out

    def below(self, container: Any) -> Iterator[_Block]:
        for child in container.iterchildren():
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")}:
                yield from self.below(child)

    def _paragraph(self, element: Any) -> Iterator[_Block]:
        yield from self._own(element)
        for box in element.iter(qn("w:txbxContent")):
            # An old program's copy of the same box stands in the fallback.
            if not any("Fallback" in str(a.tag) for a in box.iterancestors()):
                yield from self.below(box)

    def _own(self, element: Any) -> Iterator[_Block]:
        paragraph = Paragraph(element, self.document)
        names = _style_names(paragraph)
        level = _heading_level(paragraph, names)
        self.left_out.count(element)
        if any(map(_CONTENTS.match, names)):
            return
        if level is not None:
            text = inline_markdown(element, self.document.part, has_marks=False)
            number = self.numbering.label(paragraph) if text else ""
            if text:
                yield _Block("heading", (number + text).replace("\n", " "), level)
            return
        text = inline_markdown(element, self.document.part)
        if not text:
            return
        item = self.numbering.item(paragraph, names)
        if item is not None:
            yield _Block("item", f"{item.marker}{_indented(text, item)}")
        elif any(name in _QUOTES for name in names):
            yield _Block("quote", _prefixed(start_escaped(text), "> "))
        else:
            label = escaped(self.numbering.label(paragraph))
            yield _Block("text", start_escaped(label + text))

    def _table(self, element: Any) -> Iterator[_Block]:
        table = Table(element, self.document)
        rows = [*self._rows(table)]
        widest = max(map(len, rows), default=0)
        if widest == 1:  # a frame around text
            for cell in element.iter(qn("w:tc")):
                yield from self.below(cell)
        elif rows:
            lines = [[*row, *[""] * (widest - len(row))] for row in rows]
            lines.insert(1, ["---"] * widest)
            text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
            yield _Block("table", text)

    def _rows(self, table: Table) -> Iterator[list[str]]:
        told: set[Any] = set()
        for row in table.rows:
            cells = []
            for cell in row.cells:
                element = cell._tc  # noqa: SLF001 (a merged cell has no other identity)
                is_new = element not in told
                told.add(element)
                cells.append(self._cell(element) if is_new else "")
            if any(cells):
                yield cells

    def _cell(self, element: Any) -> str:
        texts = [
            inline_markdown(paragraph, self.document.part, has_marks=False)
            for paragraph in element.iter(qn("w:p"))
        ]
        return " ".join(" ".join(filter(None, texts)).replace("\\\n", " ").split("\n"))


def _front_matter(found: list[_Block]) -> list[str]:
    """Take what stands between two lines of dashes at the head out of the blocks."""
    texts = [plain(block.text).strip() for block in found]
    if texts[:1] != [_FENCE] or _FENCE not in texts[1:]:
        return []
    end = texts.index(_FENCE, 1)
    del found[: end + 1]
    return [*texts[: end + 1], ""]


def _as_markdown(found: list[_Block]) -> Iterator[str]:
    levels = [block.level for block in found if block.kind == "heading"]
    # A title stands above all headings; where several share the first level, none is it.
    shift = 1 if 0 in levels or levels.count(1) > 1 else 0
    before = ""
    for block in found:
        if block.kind == before == "quote":
            yield ">"
        elif before and not block.kind == before == "item":
            yield ""
        if block.kind == "heading":
            level = min(block.level + shift, _DEEPEST) if block.level else 1
            yield f"{'#' * level} {block.text}"
        else:
            yield block.text
        before = block.kind


def _style_names(paragraph: Paragraph) -> list[str]:
    """Return the name of the style and of those that it builds on."""
    names: list[str] = []
    style: Any = paragraph.style
    while style is not None and len(names) < _DEEPEST:
        names.append(str(style.name or "").lower())
        style = getattr(style, "base_style", None)
    return names


def _heading_level(paragraph: Paragraph, names: list[str]) -> int | None:
    for name in names:
        if name in {"title", "标题", "標題"}:
            return 0
        if found := _HEADING.match(name):
            return max(1, int(found[1]))
    outline = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")  # noqa: SLF001 (no public name)
    level = "" if outline is None else outline.get(qn("w:val"), "")
    return int(level) + 1 if level.isdecimal() and int(level) < _DEEPEST else None


def _indented(text: str, item: Any) -> str:
    return start_escaped(text).replace("\n", "\n" + " " * len(item.marker))


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join(prefix + line for line in text.split("\n"))
