"""Taking a query apart: what narrows, is quoted or unwanted, and what words are left."""

import re
from dataclasses import dataclass

from lms.search.analysis import fold, runs

LONGEST_QUERY = 300  # characters; a title has at most 255
_LONGEST_READ = 10 * LONGEST_QUERY  # before spaces are brought together

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』《》", '"'))
_FILTER_NAMES = {
    "tag": "tags",
    "标签": "tags",
    "-tag": "unwanted_tags",
    "-标签": "unwanted_tags",
    "kind": "kinds",
    "类型": "kinds",
    "owner": "owners",
    "负责人": "owners",
    "after": "after",
    "晚于": "after",
    "before": "before",
    "早于": "before",
}
_FILTER = re.compile(
    rf"(?:^|(?<=\s))(?P<name>{'|'.join(_FILTER_NAMES)})"
    r'\s?:\s?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))'
)
_UNWANTED = re.compile(r'(?:^|(?<=\s))-(?:"([^"]*)"|([^\s"-]\S*))')
_QUOTED = re.compile(r'"([^"]*)"')
_MOST_UNWANTED = 12


@dataclass(frozen=True, slots=True)
class Parsed:
    """A folded query, taken apart."""

    text: str
    quoted: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    unwanted_tags: tuple[str, ...] = ()


def clean(query: str) -> str:
    """Fold a query of any length and content, and bring quotes to one form."""
    folded = fold(query[:_LONGEST_READ]).translate(_QUOTES)
    return " ".join(folded.split())[:LONGEST_QUERY]


def parse(query: str) -> Parsed:
    """Take filters, quoted phrases and what is unwanted out of a query."""
    text = clean(query)
    filters: dict[str, list[str]] = {}
    for match in _FILTER.finditer(text):
        value = (match["quoted"] or match["bare"] or "").strip()
        if value:
            filters.setdefault(_FILTER_NAMES[match["name"]], []).append(value)
    rest = _FILTER.sub(" ", text)
    refused = ["".join(found) for found in _UNWANTED.findall(rest)]
    rest = _UNWANTED.sub(" ", rest)
    return Parsed(
        text=_QUOTED.sub(" ", rest).replace('"', " ").strip(),
        quoted=tuple(found for found in _QUOTED.findall(rest) if any(runs(found))),
        unwanted=tuple(text for text in refused if any(runs(text)))[:_MOST_UNWANTED],
        **{name: tuple(values) for name, values in filters.items()},
    )
