"""Numbers that a word processor counts and does not write; runs in a child process."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

_BY_NAME = re.compile(r"list (bullet|number)(?: (\d))?$")
_PLACE = re.compile(r"%(\d)")
_DIGITS = "〇一二三四五六七八九"
_TEN = 10
_DEEPEST = 8


@dataclass(frozen=True)
class Item:
    """What stands before an item of a list: its indent and its sign."""

    marker: str


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int


_BY_STYLE = {"bullet": _Level("bullet", "", 1), "number": _Level("decimal", "%1.", 1)}


class Numbering:
    """Counts through a document."""

    def __init__(self, document: Any) -> None:
        self.levels = _levels(document)
        self.counts: Counter[tuple[str, int]] = Counter()
        self.widths: list[int] = []

    def item(self, paragraph: Paragraph, names: list[str]) -> Item | None:
        """Return the sign before a bullet or a plain number, else None."""
        name, depth = number = _numbered(paragraph) or ("", 0)
        level = self.levels.get(number)
        if named := next(filter(None, map(_BY_NAME.match, names)), None):
            depth = max(depth, int(named[2] or 1) - 1)
            level = level or _BY_STYLE[named[1]]
        if level and level.format == "bullet":
            return self._item(depth, "-")
        if level and level.format == "decimal" and _is_plain(level):
            return self._item(depth, f"{self._count((name, depth), level)}.")
        self.widths = []
        return None

    def label(self, paragraph: Paragraph) -> str:
        """Return a number that is no list, such as 第一章 or 1.1, with a space."""
        number = _numbered(paragraph)
        level = self.levels.get(number) if number else None
        if not number or not level or level.format in {"bullet", "none"}:
            return ""
        self._count(number, level)
        text = _PLACE.sub(lambda found: self._shown(number[0], found), level.text)
        return f"{text} " if text and text[-1].isascii() else text

    def _item(self, depth: int, sign: str) -> Item:
        depth = min(depth, len(self.widths))
        indent = sum(self.widths[:depth])
        self.widths = [*self.widths[:depth], len(sign) + 1]
        return Item(f"{' ' * indent}{sign} ")

    def _count(self, number: tuple[str, int], level: _Level) -> int:
        name, depth = number
        for deeper in range(depth + 1, _DEEPEST + 1):
            self.counts.pop((name, deeper), None)
        self.counts[number] += 1
        return self.counts[number] + level.start - 1

    def _shown(self, name: str, found: re.Match[str]) -> str:
        depth = int(found[1]) - 1
        level = self.levels.get((name, depth)) or _Level("decimal", "", 1)
        value = max(1, self.counts[name, depth]) + level.start - 1
        is_chinese = "hinese" in level.format or "ideograph" in level.format.lower()
        return chinese_number(value) if is_chinese else str(value)


def chinese_number(value: int) -> str:
    """Return 十二 for 12; from 100 on the digits."""
    tens, ones = divmod(value, _TEN)
    if not tens:
        return _DIGITS[ones]
    if tens >= _TEN:
        return str(value)
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def _is_plain(level: _Level) -> bool:
    return re.fullmatch(r"%\d[.)）、\uff0e]?", level.text) is not None


def _numbered(paragraph: Paragraph) -> tuple[str, int] | None:
    """Return by which list a paragraph is numbered, and how deep."""
    found = _number_of(paragraph._p)  # noqa: SLF001 (no public name)
    style: Any = paragraph.style
    for _step in range(_DEEPEST):
        if found is not None or style is None:
            break
        found = _number_of(style.element)
        style = getattr(style, "base_style", None)
    if found is None or found[0] == "0":
        return None
    return found


def _number_of(element: Any) -> tuple[str, int] | None:
    properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if properties is None:
        return None
    name, depth = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
    if name is None:
        return None
    value = "0" if depth is None else depth.get(qn("w:val"), "0")
    return name.get(qn("w:val"), "0"), int(value) if value.isdecimal() else 0


def _levels(document: Any) -> dict[tuple[str, int], _Level]:
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    kinds = {
        kind.get(qn("w:abstractNumId")): kind
        for kind in root.iterchildren(qn("w:abstractNum"))
    }
    found = {}
    for number in root.iterchildren(qn("w:num")):
        kind = kinds.get(_value(number, "w:abstractNumId"))
        for level in kind.iterchildren(qn("w:lvl")) if kind is not None else ():
            depth = level.get(qn("w:ilvl"), "0")
            if depth.isdecimal():
                key = (number.get(qn("w:numId")), int(depth))
                found[key] = _level(level, number, depth)
    return found


def _level(level: Any, number: Any, depth: str) -> _Level:
    start = _value(level, "w:start")
    for override in number.iterchildren(qn("w:lvlOverride")):
        if override.get(qn("w:ilvl")) == depth:
            start = _value(override, "w:startOverride") or start
    return _Level(
        _value(level, "w:numFmt"),
        _value(level, "w:lvlText"),
        int(start) if start.isdecimal() else 1,
    )


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))
