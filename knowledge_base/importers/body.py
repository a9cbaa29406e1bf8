"""The body of an article: stream data of a Markdown or plain text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.html import escape
from markdown_it.tree import SyntaxTreeNode as Node

from knowledge_base.blocks import CalloutKind
from knowledge_base.importers.completeness import is_complete
from knowledge_base.importers.markdown import parse
from knowledge_base.importers.rich_text import (
    Features,
    blocks,
    is_heading,
    plain_text,
    table_rows,
)

Block = dict[str, Any]

_TEXT = Features(has_code=True)
_CALLOUT = Features(has_lists=False)
_ANSWER = Features(has_headings=True)
_MAX_HEADING = 200
_MAX_TITLE = 255


@dataclass
class Body:
    """A title, if the text has one, and the blocks below it."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)

    def add(self, kind: str, value: object) -> None:
        """Add a block; text joins the text before it."""
        last = self.blocks[-1] if self.blocks else None
        if kind == "text" and last and last["type"] == "text":
            last["value"] += value
        else:
            self.blocks.append({"type": kind, "value": value})


def read_body(text: str, *, title: str = "", keeps_line_ends: bool = False) -> Body:
    """Return title and blocks; the heading that says the title is not repeated.

    Without a title given, the first heading of the first level is it. What would lose
    something as Markdown is taken over line by line.
    """
    try:
        nodes = parse(text).children
    except RecursionError:  # stars nested a thousand deep
        return Body(title, _as_lines(text.split("\n")))
    heading = _title_heading(nodes, title)
    body = Body(title or (plain_text(heading) if heading else ""))
    lines = text.split("\n")
    for node in nodes:
        if node is not heading:
            for block in _complete(node, lines, keeps_line_ends=keeps_line_ends):
                body.add(block["type"], block["value"])
    return body


def read_answer(text: str) -> str:
    """Return the rich text of a FAQ answer, all of it."""
    try:
        nodes = parse(text).children
    except RecursionError:
        nodes = []
    found = [*_text(html for node in nodes for html in blocks(node, _ANSWER))]
    kept = found if is_complete(text, found) else _as_lines(text.split("\n"))
    return "".join(block["value"] for block in kept)


def _complete(node: Node, lines: list[str], *, keeps_line_ends: bool) -> list[Block]:
    found = [*_blocks(node, keeps_line_ends=keeps_line_ends)]
    first, end = node.map or (0, 0)
    written = lines[first:end]
    return found if is_complete("\n".join(written), found) else _as_lines(written)


def _blocks(node: Node, *, keeps_line_ends: bool) -> Iterator[Block]:
    if node.type == "blockquote":
        features = replace(_CALLOUT, keeps_line_ends=keeps_line_ends)
        yield from _callout("".join(blocks(node, features)))
    elif node.type == "table":
        yield {"type": "table", "value": _table(node)}
    elif is_heading(node) and len(plain_text(node)) <= _MAX_HEADING:
        yield from _heading(node)
    else:
        features = replace(_TEXT, keeps_line_ends=keeps_line_ends)
        yield from _text(blocks(node, features))


def _title_heading(nodes: Sequence[Node], title: str) -> Node | None:
    for node in nodes:
        if is_heading(node) and node.tag == "h1":
            text = plain_text(node)
            fits = text == title if title else 0 < len(text) <= _MAX_TITLE
            return node if fits else None
    return None


def _heading(node: Node) -> Iterator[Block]:
    level = "2" if node.tag in {"h1", "h2"} else "3"
    if text := plain_text(node):
        yield {"type": "heading", "value": {"level": level, "text": text}}


def _callout(html: str) -> Iterator[Block]:
    if html:
        value = {"kind": CalloutKind.TIP.value, "text": html}
        yield {"type": "callout", "value": value}


def _text(found: Iterable[str]) -> Iterator[Block]:
    yield from ({"type": "text", "value": html} for html in found)


def _table(node: Node) -> Block:
    head, *rows = table_rows(node)
    return {
        "columns": [{"type": "text", "heading": cell} for cell in head],
        "rows": [{"values": row} for row in rows],
        "caption": "",
    }


def _as_lines(lines: Iterable[str]) -> list[Block]:
    stripped = (line.strip() for line in lines)
    return [*_text(f"<p>{escape(line)}</p>" for line in stripped if line)]
