"""Words that mean the same in a query: each with what may stand for it."""

from collections.abc import Iterable, Mapping

from lms.search.analysis import fold, stem

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
