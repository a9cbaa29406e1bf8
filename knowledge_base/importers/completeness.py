"""Whether all that was written has arrived."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{2,32});")
_NUMBER = re.compile(r"^([\s>*+-]*)\d{1,9}[.)](?=\s)", re.MULTILINE)
_LINK = re.compile(r'<a href="([^"]*)">')
_TAG = re.compile(r"<[^>]*>")


def is_complete(source: str, blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether each character of a Markdown text is in the blocks.

    White space and the signs of Markdown, all of them ASCII, do not count; nor do
    the numbers of a list.
    """
    written = _ENTITY.sub("", _NUMBER.sub(r"\1", source))
    return _counted(written) <= _counted("".join(_texts(blocks)))


def _counted(text: str) -> Counter[str]:
    counted = Counter(text)
    for character in [*counted]:
        is_sign = character.isascii() and not character.isalnum()
        if is_sign or character.isspace():
            del counted[character]
    return counted


def _texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for block in blocks:
        value = block["value"]
        if block["type"] == "text":
            yield _shown(value)
        elif block["type"] == "table":
            yield from (column["heading"] for column in value["columns"])
            yield from (cell for row in value["rows"] for cell in row["values"])
        elif block["type"] == "callout":
            yield _shown(value["text"])
        else:
            yield value["text"]


def _shown(html: str) -> str:
    return unescape(_TAG.sub(" ", _LINK.sub(r" \1 ", html)))
