"""Words that mean the same in a query.

Folded words only, each with what may stand for it. A table that administrators keep
can take the place of the shipped one through `use_synonyms`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from lms.search.analysis import fold, read_table, stem

Synonyms = Mapping[str, tuple[str, ...]]


def from_groups(groups: Iterable[Iterable[str]]) -> Synonyms:
    """Return for each word the others of its groups, by folded and stemmed word."""
    others: dict[str, list[str]] = {}
    for group in groups:
        words = [fold(word) for word in group]
        for word in words:
            known = others.setdefault(stem(word), [])
            known.extend(w for w in words if w != word and w not in known)
    return {word: tuple(found) for word, found in others.items()}


@lru_cache(maxsize=1)
def shipped_synonyms() -> Synonyms:
    """Return the groups that come with the engine."""
    return from_groups(read_table("synonyms.tsv"))


_provider: Callable[[], Synonyms] = shipped_synonyms


def use_synonyms(provider: Callable[[], Synonyms]) -> None:
    """Ask this function, once per search, instead of the shipped table."""
    global _provider  # noqa: PLW0603 (one engine per process)
    _provider = provider


def current_synonyms() -> Synonyms:
    """Return the synonyms in force."""
    return _provider()
