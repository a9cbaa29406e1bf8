"""Taking a query apart: what narrows, what is quoted, and the words that are left."""

import re
from dataclasses import dataclass

from lms.search.analysis import fold, runs

LONGEST_QUERY = 300  # characters; a title has at most 255
_LONGEST_READ = 10 * LONGEST_QUERY  # before spaces are brought together

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』《》", '"'))
_FILTER = re.compile(
    r'(?:^|(?<=\s))(?P<name>tag|kind|标签|类型)\s?:\s?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))'
)
_FILTER_NAMES = {"tag": "tags", "标签": "tags", "kind": "kinds", "类型": "kinds"}
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Parsed:
    """A folded query, taken apart."""

    text: str
    quoted: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def clean(query: str) -> str:
    """Fold a query of any length and content, and bring quotes to one form."""
    folded = fold(query[:_LONGEST_READ]).translate(_QUOTES)
    return " ".join(folded.split())[:LONGEST_QUERY]


def parse(query: str) -> Parsed:
    """Take `tag:`, `kind:` and quoted phrases out of a query."""
    text = clean(query)
    filters: dict[str, list[str]] = {"tags": [], "kinds": []}
    for match in _FILTER.finditer(text):
        value = (match["quoted"] or match["bare"] or "").strip()
        filters[_FILTER_NAMES[match["name"]]].append(value)
    rest = _FILTER.sub(" ", text)
    return Parsed(
        text=_QUOTED.sub(" ", rest).replace('"', " ").strip(),
        quoted=tuple(found for found in _QUOTED.findall(rest) if any(runs(found))),
        kinds=tuple(filter(None, filters["kinds"])),
        tags=tuple(filter(None, filters["tags"])),
    )
