"""Rich text as lines that anybody can edit, and back again.

A paragraph is a line; "- " begins an item of a list, "1. " one of a numbered list and
"## " a heading. A line that stays as it is keeps its markup, links included.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from django.utils.html import escape

_TAGS = {"p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote"}
_LISTS = {"ul": "- ", "ol": "1. "}
_NUMBERED = re.compile(r"\d+[.、]\s*")


@dataclass
class _Line:
    """A paragraph, heading or item: what kind, its words and its markup."""

    prefix: str
    tag: str
    text: str = ""
    markup: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        return f"{self.prefix}{' '.join(self.text.split())}"


class _Reader(HTMLParser):
    """Collects the lines of rich text as Wagtail's editor writes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[_Line] = []
        self._lists: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the parser's)
        if tag in _LISTS:
            self._lists.append(tag)
            self._open = False
        elif tag in _TAGS:
            self._begin(tag)
        else:
            self._add("\n" if tag == "br" else "", self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS:
            self._lists = self._lists[:-1]
        if tag in _LISTS or tag in _TAGS:
            self._open = False
        else:
            self._add("", f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if data.strip() or self._open:
            self._add(data, escape(data))

    def _begin(self, tag: str) -> None:
        prefix = "## " if tag[0] == "h" else ""
        if tag == "li":
            prefix = _LISTS[self._lists[-1]] if self._lists else "- "
        self.lines.append(_Line(prefix, tag))
        self._open = True

    def _add(self, text: str, markup: str) -> None:
        if not self._open:
            self._begin("p")
        self.lines[-1].text += text
        self.lines[-1].markup.append(markup)


def lines_of(html: str) -> str:
    """Return rich text as lines."""
    return "\n".join(line.line for line in _read(html) if line.line.strip())


def html_of(text: str, old: str = "") -> str:
    """Return lines as rich text; those that `old` has too look as they did there."""
    known = {line.line: line for line in _read(old)}
    lines = (line.strip() for line in text.split("\n"))
    rows = [_row(line, known.get(line)) for line in lines if line]
    return "".join(_blocks(rows))


def _read(html: str) -> list[_Line]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.lines


def _row(line: str, known: _Line | None) -> tuple[str, str]:
    """Return list or tag, and the markup inside."""
    if known:
        lists = {mark: name for name, mark in _LISTS.items()}
        return lists.get(known.prefix, known.tag), "".join(known.markup).strip()
    if line.startswith("- "):
        return "ul", escape(line[2:].strip())
    if found := _NUMBERED.match(line):
        return "ol", escape(line[found.end() :])
    if line.startswith("## "):
        return "h3", escape(line[3:].strip())
    return "p", escape(line)


def _blocks(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for tag, group in groupby(rows, key=lambda row: row[0]):
        if tag in _LISTS:
            items = "".join(f"<li>{markup}</li>" for _tag, markup in group)
            yield f"<{tag}>{items}</{tag}>"
        else:
            yield from (f"<{tag}>{markup}</{tag}>" for _tag, markup in group)
