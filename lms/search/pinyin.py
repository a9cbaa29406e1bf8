"""Titles by sound: `tuikuan` and the initials `tklc` both find 退款流程."""

from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin

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
    syllables = [syllable for syllable in lazy_pinyin(run) if syllable.isascii()]
    for start in range(len(syllables)):
        part = syllables[start : start + _LONGEST]
        yield SOUND + "".join(part)
        yield INITIALS + "".join(syllable[0] for syllable in part)
