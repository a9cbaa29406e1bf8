"""The characters of a DOCX file as Markdown that reads them back as they are.

Runs in a child process.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from docx.oxml.ns import qn

_SIGNS = re.compile(r"([\\`*_\[<|]|&(?=#?\w+;))")
_STARTS = re.compile(
    r"^([ \t]*)(?=#{1,6}(?:\s|$)|>|[+-](?:\s|$)|[-=]+[ \t]*$|~{3})", re.MULTILINE
)
_NUMBERS = re.compile(r"^([ \t]*\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_CORE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_UNSAFE = re.compile(r"[<>\s\\]")
_MARKS = {"w:b": "**", "w:i": "*"}
_OFF = {"0", "false", "none"}
_LOST = "\ufffd"


@dataclass
class LeftOut:
    """What is in a document and not text."""

    pictures: int = 0
    notes: int = 0

    def count(self, paragraph: Any) -> None:
        """Count what a paragraph holds."""
        found = [str(element.tag).rpartition("}")[2] for element in paragraph.iter()]
        self.pictures += found.count("blip") + found.count("imagedata")
        self.notes += found.count("footnoteReference")
        self.notes += found.count("endnoteReference")


@dataclass(frozen=True)
class _Piece:
    text: str
    mark: str
    address: str


def escaped(text: str) -> str:
    """Return the text with a backslash before each sign of Markdown."""
    return _SIGNS.sub(r"\\\1", text)


def start_escaped(text: str) -> str:
    """Escape what would be a heading, list or quote at the beginning of a line."""
    return _NUMBERS.sub(r"\1\\", _STARTS.sub(r"\1\\", text))


def plain(text: str) -> str:
    """Return Markdown without its backslashes."""
    return _ESCAPE.sub("", text)


def inline_markdown(paragraph: Any, part: Any, *, has_marks: bool = True) -> str:
    """Return what stands in a paragraph, without what stands in boxes beside it."""
    pieces = _pieces(paragraph, part)
    text = ""
    for (mark, address), group in groupby(pieces, lambda p: (p.mark, p.address)):
        words = "".join(piece.text for piece in group)
        text += _written(words, mark if has_marks else "", address, text)
    lines = [line.strip(" \t") for line in text.split("\n")]
    return "\\\n".join(lines).strip("\\\n \t") if any(lines) else ""


def _written(words: str, mark: str, address: str, before: str) -> str:
    text = _marked(escaped(words), "" if before.endswith("*") else mark)
    if not address or not words.strip():
        return text
    return f"[{text.strip()}](<{_UNSAFE.sub(_percent, address)}>)"


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _marked(text: str, mark: str) -> str:
    """Put the mark around words; beside a sign Markdown would not see it."""
    before, core, after = _CORE.match(text).groups()  # type: ignore[union-attr] # fits all
    if not mark or not core or "\n" in core:
        return text
    if before.endswith("\\"):  # belongs to what it escapes
        return text
    return f"{before}{mark}{core}{mark}{after}"


def _pieces(paragraph: Any, part: Any) -> Iterator[_Piece]:
    for run in paragraph.iter(qn("w:r")):
        above = [*_ancestors(run, paragraph)]
        tags = {element.tag for element in above}
        if tags & {qn("w:txbxContent"), qn("w:del"), qn("w:moveFrom")}:
            continue
        links = [element for element in above if element.tag == qn("w:hyperlink")]
        address = _address(links[0], part) if links else ""
        yield _Piece(_text(run), _mark(run), address)


def _ancestors(run: Any, paragraph: Any) -> Iterator[Any]:
    for element in run.iterancestors():
        if element is paragraph:
            return
        yield element


def _address(link: Any, part: Any) -> str:
    relation = part.rels.get(link.get(qn("r:id")))
    return str(relation.target_ref) if relation is not None else ""


def _mark(run: Any) -> str:
    properties = run.find(qn("w:rPr"))
    for name, mark in _MARKS.items() if properties is not None else ():
        found = properties.find(qn(name))
        if found is not None and found.get(qn("w:val"), "1").lower() not in _OFF:
            return mark
    return ""


_SAID = {
    qn("w:tab"): " ",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:sym"): _LOST,  # a picture out of a font
}


def _text(run: Any) -> str:
    texts = []
    for child in run.iterchildren():
        if child.tag == qn("w:t"):
            texts.append((child.text or "").replace("\n", " "))
        elif child.tag == qn("w:br"):
            is_line = child.get(qn("w:type"), "textWrapping") == "textWrapping"
            texts.append("\n" if is_line else "")
        else:
            texts.append(_SAID.get(child.tag, ""))
    return "".join(texts)
