"""What was meant, when a query finds nothing: slips of the keyboard and of the ear.

The right words come from titles that the person may read, and from nowhere else; which
titles are looked at, the index says: those with the same sound, or with a part of what
was typed. A pair of characters that stands in one of them counts as right.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pypinyin import lazy_pinyin

from lms.search.analysis import HAN, WORD, fold, han_tokens, prefix_token, runs, stem
from lms.search.expressions import Column, Expression, Phrase, any_of
from lms.search.parsing import clean, parse
from lms.search.pinyin import SOUND
from lms.search.plan import stretches
from lms.search.results import Correction
from lms.search.vocabulary import Vocabulary

_HAN_RUN = re.compile(f"{HAN.pattern}+")
_MOST = 4  # stretches, and words, that are looked at
_LONGEST = 12  # characters of a stretch
_SHORTEST_WORD = 4  # letters
_LONG_WORD = 8  # letters, from which on two slips are likely
_ROUGH_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_TITLE = (Column.TITLE,)


def near(query: str, known: Vocabulary) -> Expression | None:
    """Return what finds titles that may hold what was meant; None if nothing can."""
    text = parse(query).text
    parts = [
        *(part for found in _stretches(text, known) for part in _like_stretch(found)),
        *(part for word in _words(text) for part in _like_word(word)),
    ]
    return any_of(parts) if parts else None


def corrected(
    query: str, titles: Sequence[str], known: Vocabulary
) -> Correction | None:
    """Return the query with the slips mended, if titles say how."""
    readable, text = _Titles(titles), parse(query).text
    better = [(found, readable.stretch(found)) for found in _stretches(text, known)]
    better += [(word, readable.word(word)) for word in _words(text)]
    changed = {typed: meant for typed, meant in better if meant and meant != typed}
    if not changed:
        return None
    mended = clean(query)
    for typed, meant in changed.items():
        mended = mended.replace(typed, meant)
    return Correction(mended, tuple(changed.values()))


def _stretches(text: str, known: Vocabulary) -> list[str]:
    found = (part[:_LONGEST] for part in stretches(text, known) if len(part) > 1)
    return list(dict.fromkeys(found))[:_MOST]


def _words(text: str) -> list[str]:
    words = (run.text for run in runs(text) if not run.is_han and run.text.isalpha())
    return [word for word in words if len(word) >= _SHORTEST_WORD][:_MOST]


def _like_stretch(text: str) -> Iterator[Phrase]:
    for part in dict.fromkeys([text, *_pairs(text)]):
        sound = "".join(lazy_pinyin(part))
        if sound.isascii() and sound.isalpha():
            sound = sound.removesuffix("g")  # 心 and 星 sound alike to many
            yield Phrase((SOUND + sound,), prefix=True, columns=(Column.LABELS,))
    for token in han_tokens(text, closed=False):
        yield Phrase((token,), columns=_TITLE)


def _like_word(word: str) -> Iterator[Phrase]:
    for start in dict.fromkeys(
        [word[:3], word[0] + word[2] + word[1], word[0] + word[2:4]]
    ):
        yield Phrase((prefix_token(start),), prefix=True, columns=_TITLE)


class _Titles:
    """Titles that the person may read, the most alike first."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = [(title, fold(title)) for title in titles]

    @cached_property
    def _runs(self) -> list[tuple[str, str]]:
        """Han runs, as they are written and folded."""
        return [
            (title[match.start() : match.end()], match[0])
            for title, folded in self._titles
            for match in _HAN_RUN.finditer(folded)
        ]

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(pair for _run, folded in self._runs for pair in _pairs(folded))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self._words)

    @cached_property
    def _words(self) -> list[str]:
        found = (
            match[0] for _title, text in self._titles for match in WORD.finditer(text)
        )
        return list(dict.fromkeys(found))

    def stretch(self, typed: str) -> str:
        """Return what was meant by Han characters; nothing if they may be right."""
        right = {pair for pair in _pairs(typed) if pair in self._pairs}
        if len(right) == len(typed) - 1:
            return ""
        alike = self._sounding(typed) or self._spelled(typed, right)
        return alike or self._pair_by_pair(typed)

    def word(self, typed: str) -> str:
        """Return what was meant by letters; nothing if they may be right."""
        if stem(typed) in self._stems:
            return ""
        most = 2 if len(typed) >= _LONG_WORD else 1
        ranked = [(slips(typed, word, most), word) for word in self._words]
        return min((r for r in ranked if r[0] <= most), default=(0, ""))[1]

    def _sounding(self, typed: str) -> str:
        wanted = _sound(typed)
        windows = self._windows(len(typed))
        return next((as_is for as_is, text in windows if _sound(text) == wanted), "")

    def _spelled(self, typed: str, right: set[str]) -> str:
        """Return what differs by one character or by two that changed places.

        It must keep what may be right: 退款流程 is no slip of 退货流程.
        """
        for length in (len(typed), len(typed) + 1, len(typed) - 1):
            for as_is, text in self._windows(length):
                is_near = _is_slip(typed, text) and right <= {*_pairs(text)}
                if is_near:
                    return as_is
        return ""

    def _pair_by_pair(self, typed: str) -> str:
        mended = typed
        for pair in _pairs(typed):
            meant = "" if pair in self._pairs else self._sounding(pair)
            mended = mended.replace(pair, meant) if meant else mended
        return mended

    def _windows(self, length: int) -> Iterator[tuple[str, str]]:
        for as_is, folded in self._runs:
            for start in range(len(folded) - length + 1):
                end = start + length
                yield as_is[start:end], folded[start:end]


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _sound(text: str) -> tuple[str, ...]:
    return tuple(map(_rough, lazy_pinyin(text)))


def _rough(syllable: str) -> str:
    """Bring together what many people do not tell apart: zh and z, ing and in."""
    for written, heard in _ROUGH_SOUNDS:
        syllable = syllable.replace(written, heard)
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


def _is_slip(typed: str, text: str) -> bool:
    if len(typed) == len(text) == 2:  # noqa: PLR2004 (of two, one is too much to change)
        return typed == text[::-1]
    if len({*typed} - {*text}) > 1 or min(len(typed), len(text)) < 3:  # noqa: PLR2004 (one letter more or less)
        return False
    return slips(typed, text, 1) == 1


def slips(one: str, other: str, most: int) -> int:
    """Return how many slips are between two words; more than `most` if too many.

    A letter too much, missing, another, or two that changed places (the optimal string
    alignment distance).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and right == one[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
