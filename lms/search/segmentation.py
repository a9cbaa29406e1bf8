"""Cutting a query into words: by dictionary if rjieba is installed, in pairs if not.

Only queries are cut. The index holds every pair of characters, so a word that the
dictionary does not know is found all the same, and a new dictionary needs no new index.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from lms.search.analysis import read_table

try:
    from rjieba import Jieba
except ImportError:
    Jieba = None  # type: ignore[assignment, misc] # an extra

# Between two single characters these end a word; other small words may be part of it.
_PARTICLES = frozenset(
    "的地得了着吗呢吧啊呀么嘛是在和与跟我你您他她它这那有也还又很请咋啥哪谁几"
)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return folded words that say nothing about what is wanted."""
    return frozenset(word for (word,) in read_table("stop_words.tsv"))


def has_dictionary() -> bool:
    """Tell whether queries are cut by dictionary."""
    return Jieba is not None


def cut(run: str) -> list[str]:
    """Cut a folded Han run into words, stop words included."""
    if not has_dictionary():
        return cut_in_pairs(run)
    return list(_joined(_dictionary().cut(run)))


def cut_in_pairs(run: str) -> list[str]:
    """Cut a folded Han run at stop words, and between them into pairs."""
    return list(_joined(_between_stop_words(run)))


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    """Return a segmenter that knows our synonyms as words."""
    dictionary = Jieba()
    for group in read_table("synonyms.tsv"):
        for word in group:
            dictionary.add_word(word, None, None)
    return dictionary


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """Put single characters in a row together: mostly a word that is not known."""
    for is_lone, group in groupby(pieces, _is_lone):
        if is_lone:
            yield "".join(group)
        else:
            yield from group


def _is_lone(piece: str) -> bool:
    return len(piece) == 1 and piece not in _PARTICLES


def _between_stop_words(run: str) -> Iterator[str]:
    for piece in _stop_pattern().split(run):
        if piece in stop_words():
            yield piece
        else:
            yield from _pairs(piece)


def _pairs(piece: str) -> Iterator[str]:
    """Most words have two characters; an odd one stays with the last pair."""
    end = len(piece) - 3 if len(piece) % 2 else len(piece)
    yield from (piece[i : i + 2] for i in range(0, end, 2))
    if piece[max(end, 0) :]:
        yield piece[max(end, 0) :]


@lru_cache(maxsize=1)
def _stop_pattern() -> re.Pattern[str]:
    han = (word for word in stop_words() if not word.isascii())
    longest_first = sorted(han, key=lambda word: (-len(word), word))
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
