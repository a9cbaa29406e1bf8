"""Cutting a query into words: by dictionary if rjieba is installed, in pairs if not.

Only queries are cut. The index holds every pair of characters, so a word that the
dictionary does not know is found all the same, and a new dictionary needs no new index.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from lms.search.analysis import read_table
from lms.search.vocabulary import Vocabulary

try:
    from rjieba import Jieba
except ImportError:
    Jieba = None  # type: ignore[assignment, misc] # an extra

# Between two single characters these end a word; other small words may be part of it.
_PARTICLES = frozenset(
    "的地得了着吗呢吧啊呀么嘛是在和与跟我你您他她它这那有也还又很请咋啥哪谁几"
)


def has_dictionary() -> bool:
    """Tell whether queries are cut by dictionary."""
    return Jieba is not None


def cut(run: str, known: Vocabulary) -> list[str]:
    """Cut a folded Han run into words, stop words included."""
    if not has_dictionary():
        return cut_in_pairs(run, known)
    _learn(known.compounds)
    return list(_joined(_dictionary().cut(run)))


def cut_in_pairs(run: str, known: Vocabulary) -> list[str]:
    """Cut a folded Han run at known words, and between them into pairs."""
    return list(_joined(_between_known(run, known)))


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    """Return a segmenter that knows our synonyms as words."""
    dictionary = Jieba()
    for group in read_table("synonyms.tsv"):
        for word in group:
            dictionary.add_word(word, None, None)
    return dictionary


def _learn(words: frozenset[str]) -> None:
    """Let the dictionary know more words; what it knows once, it keeps."""
    for word in words - _learned:
        _dictionary().add_word(word, None, None)
    _learned.update(words)


_learned: set[str] = set()


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """Put single characters in a row together: mostly a word that is not known."""
    for is_lone, group in groupby(pieces, _is_lone):
        if is_lone:
            yield "".join(group)
        else:
            yield from group


def _is_lone(piece: str) -> bool:
    return len(piece) == 1 and piece not in _PARTICLES


def _between_known(run: str, known: Vocabulary) -> Iterator[str]:
    for piece in known.stop_pattern.split(run):
        if piece in known.stop_words or piece in known.compounds:
            yield piece
        else:
            yield from _pairs(piece)


def _pairs(piece: str) -> Iterator[str]:
    """Most words have two characters; an odd one stays with the last pair."""
    end = len(piece) - 3 if len(piece) % 2 else len(piece)
    yield from (piece[i : i + 2] for i in range(0, end, 2))
    if piece[max(end, 0) :]:
        yield piece[max(end, 0) :]
