"""What stands beside the text of a DOCX file: footnotes, endnotes, headers, footers.

Runs in a child process.
"""

import re
from collections.abc import Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

_KINDS = {
    "footnote": RELATIONSHIP_TYPE.FOOTNOTES,
    "endnote": RELATIONSHIP_TYPE.ENDNOTES,
}
_MARGINS = (
    *("header", "first_page_header", "even_page_header"),
    *("footer", "first_page_footer", "even_page_footer"),
)
_PAGE = re.compile(r"第?[\s\d]*[页頁]|共|\bpage\b|\bof\b", re.IGNORECASE)
_LONGEST = 200
"""Characters of a header that are named."""


def take_notes(document: Any) -> list[tuple[str, Any, Any]]:
    """Put a sign such as [1] where a note is called; return sign, note and its part.

    What is called and not there stays as it is.
    """
    body = document.element.body
    found = {kind: dict(_notes(document, kind)) for kind in _KINDS}
    taken: list[tuple[str, Any, Any]] = []
    calls = {qn(f"w:{kind}Reference"): kind for kind in _KINDS}
    for call in [each for each in body.iter(*calls) if not _is_beside(each)]:
        known = found[calls[call.tag]].get(call.get(qn("w:id")))
        if known is not None:
            sign = f"[{len(taken) + 1}]"
            call.getparent().replace(call, _text(sign))
            taken.append((sign, *known))
    return taken


def margins(document: Any) -> str:
    """Return what headers and footers say, each text once; numbers of pages are none."""
    texts: dict[str, None] = {}
    for section in document.sections:
        for name in _MARGINS:
            said = _said(getattr(section, name))
            if any(map(str.isalpha, _PAGE.sub("", said))):
                texts[said] = None
    return " / ".join(texts)[:_LONGEST]


def _said(margin: Any) -> str:
    try:
        element = None if margin.is_linked_to_previous else margin._element  # noqa: SLF001 (boxes too)
    except KeyError:  # named, and not in the file
        return ""
    lines = [] if element is None else element.iter(qn("w:p"))
    words = ("".join(t.text or "" for t in line.iter(qn("w:t"))) for line in lines)
    return " ".join(" ".join(words).split())


def _notes(document: Any, kind: str) -> Iterator[tuple[str, tuple[Any, Any]]]:
    try:
        part = document.part.part_related_by(_KINDS[kind])
    except KeyError:
        return
    for note in parse_xml(part.blob).iterchildren(qn(f"w:{kind}")):
        yield note.get(qn("w:id")), (note, part)


def _is_beside(call: Any) -> bool:
    """Tell what is not read, such as what was deleted, or the copy of a box."""
    above = {str(element.tag).rpartition("}")[2] for element in call.iterancestors()}
    return bool(above & {"del", "moveFrom", "Fallback"})


def _text(words: str) -> Any:
    element = OxmlElement("w:t")
    element.text = words
    return element
