"""The words of the house, as search takes them: read when they change, not per search.

The cache holds a stamp of the table, a process what it has made of the table with that
stamp. A save takes the stamp away: whoever shares the cache reads the table at the next
search. Processes with caches of their own do so after `SECONDS` at the latest.
"""

import hashlib
from collections.abc import Iterable

from django.core.cache import cache

from lms.enums import WordRule
from lms.models.words import WORDS_KEY, SearchWord
from lms.search.vocabulary import (
    HouseWords,
    Vocabulary,
    shipped_vocabulary,
    vocabulary_with,
)

SECONDS = 30

_made: tuple[str, Vocabulary] = ("", shipped_vocabulary())


def house_vocabulary() -> Vocabulary:
    """Return the words in force; a query of the database only if they may be new."""
    global _made  # noqa: PLW0603 (what this process knows)
    known = _made
    if cache.get(WORDS_KEY) == known[0]:
        return known[1]
    rows = list(SearchWord.objects.filter(is_active=True).order_by("pk"))
    stamp = _stamp(rows)
    cache.set(WORDS_KEY, stamp, SECONDS)
    if stamp != known[0]:
        _made = known = (stamp, vocabulary_with(_house(rows)))
    return known[1]


def _stamp(rows: Iterable[SearchWord]) -> str:
    text = repr([(row.rule, row.word, row.others) for row in rows])
    return hashlib.sha256(text.encode()).hexdigest()


def _house(rows: list[SearchWord]) -> HouseWords:
    def of(rule: WordRule) -> list[SearchWord]:
        return [row for row in rows if row.rule == rule]

    return HouseWords(
        same=[row.group for row in of(WordRule.SAME)],
        one_way=[row.group for row in of(WordRule.ONE_WAY)],
        apart=[row.group for row in of(WordRule.APART)],
        stop=[row.word for row in of(WordRule.STOP)],
        content=[row.word for row in of(WordRule.CONTENT)],
    )
