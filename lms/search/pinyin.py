"""Titles by sound: `tuikuan` and the initials `tklc` both find 退款流程."""

from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.seg.simpleseg import seg

from lms.search.analysis import fold, runs

# Digits first: no word that people write looks like these tokens.
SOUND = "0p"
INITIALS = "0i"
_LONGEST = 8  # syllables in one token; more is not typed
_TITLE = 60  # characters of a title that are taken


@lru_cache(maxsize=10_000)
def sound_tokens(title: str) -> tuple[str, ...]:
    """Return for each Han character what one types from there on: sound, initials."""
    return tuple(
        token
        for run in runs(fold(title[:_TITLE]))
        if run.is_han
        for token in _tokens(run.text)
    )


def _tokens(run: str) -> Iterator[str]:
    syllables = [syllable for word in seg(run) for syllable in _syllables(word)]
    for start in range(len(syllables)):
        part = syllables[start : start + _LONGEST]
        yield SOUND + "".join(part)
        yield INITIALS + "".join(syllable[0] for syllable in part)


@lru_cache(maxsize=10_000)
def _syllables(word: str) -> tuple[str, ...]:
    """Return how a word is said; titles are made of the same ones again and again."""
    return tuple(filter(str.isascii, lazy_pinyin([word])))
