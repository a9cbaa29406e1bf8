"""The passage that answers best, with what was found marked.

Looked for in the folded text and cut from the original: folding keeps the length, so
a text in traditional characters stays as it was written.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import islice
from typing import NamedTuple

from django.utils.safestring import SafeString

from lms.search.analysis import HAN, IGNORED, WORD, fold, runs, stem

HAN_LENGTH = 120  # characters of a passage
LATIN_LENGTH = 200
LONGEST_TEXT = 20_000  # characters that are looked through
_SENTENCE_END = re.compile(r"[。！？!?；;\n]\s*|\.\s+")
_CLAUSE_END = re.compile(r"[，,、：:]\s*")
_SPACE = re.compile(r"[^\S ]")  # that is none yet
_SAMPLE = 200  # characters that tell which script a text is in
_MARKUP = re.compile("[&<>\"']")  # all that `escape` changes
_LEAD = 24  # characters shown before the first match, if no sentence begins there
_MOST_MARKS = 200
_SHORT = 4_000  # characters: what is remembered stays below some megabytes


class Mark(NamedTuple):
    """Where a needle was found, and which."""

    start: int
    end: int
    needle: int


class Highlighter:
    """Marks the words of one query in any number of texts."""

    def __init__(self, needles: Iterable[str], *, as_prefixes: bool = False) -> None:
        parts = list(dict.fromkeys(run for text in needles for run in runs(text)))
        self._numbers = {
            run.text if run.is_han else stem(run.text): number
            for number, run in enumerate(parts)
        }
        words = [stem(run.text) for run in parts if not run.is_han]
        self._prefixes = tuple(words) if as_prefixes else ()
        beginnings = [run.text for run in parts if run.is_han] + [*map(_begins, words)]
        longest_first = sorted(set(beginnings), key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(_loosely, longest_first)) or r"(?!)")

    def whole(self, text: str) -> SafeString:
        """Return all of the text, marked."""
        return _html(text, self._marks(_folded(text)))

    def passage(self, text: str) -> tuple[str, SafeString]:
        """Return the best part of the text, plain and marked; its start if no match."""
        shown = text[:LONGEST_TEXT]
        folded = _folded(shown)
        marks = self._marks(folded)
        start, end = _window(folded, marks)
        part = _SPACE.sub(" ", shown[start:end])
        inside = [
            Mark(mark.start - start, mark.end - start, mark.needle)
            for mark in marks
            if start <= mark.start and mark.end <= end
        ]
        before = "…" if start else ""
        after = "…" if end < len(text) else ""
        html = SafeString(before + _html(part, inside) + after)
        return f"{before}{part}{after}", html

    def best_part(self, text: str, parts: Sequence[int]) -> int:
        """Return the number of the part that answers best, from 1; 0 if none does."""
        marks = self._marks(_folded(text))
        if not marks:
            return 0
        place = _densest(marks, HAN_LENGTH - _LEAD)
        return bisect_right(parts, place)

    def _marks(self, folded: str) -> list[Mark]:
        found = (self._mark(folded, match) for match in self._pattern.finditer(folded))
        return list(islice(filter(None, found), _MOST_MARKS))

    def _mark(self, folded: str, match: re.Match[str]) -> Mark | None:
        """Return what begins here; None where a word goes on, or is another."""
        start, end, text = match.start(), match.end(), match[0]
        word = WORD.match(folded, start)
        if word is not None:
            if start and WORD.match(folded, start - 1):
                return None
            end, text = word.end(), stem(word[0].replace(IGNORED, ""))
        number = self._numbers.get(text.replace(IGNORED, ""))
        if number is None and word and word[0].startswith(self._prefixes or ("\0",)):
            number = 0
        return None if number is None else Mark(start, end, number)


def _folded(text: str) -> str:
    """Fold it; what was shown lately is known, as the same texts are found all day."""
    return _remembered(text) if len(text) <= _SHORT else fold(text)


_remembered = lru_cache(maxsize=1024)(fold)


def _begins(stemmed: str) -> str:
    """Return how each word with this stem begins: "die" is the stem of "dying"."""
    return stemmed[:-1] if len(stemmed) > 3 else stemmed[:1]  # noqa: PLR2004 (see above)


def _loosely(text: str) -> str:
    """Zero-width characters between two others do not count."""
    return f"{IGNORED}*".join(map(re.escape, text))


def _window(folded: str, marks: list[Mark]) -> tuple[int, int]:
    """Return start and end of the part that holds most of the different needles."""
    sample = folded[:_SAMPLE]
    is_han = len(HAN.findall(sample)) * 4 > len(sample)
    length = HAN_LENGTH if is_han else LATIN_LENGTH
    if len(folded) <= length:
        return 0, len(folded)
    first = _densest(marks, length - _LEAD)
    start = _beginning(folded, first) if first > _LEAD else 0
    start = max(min(start, len(folded) - length), 0)
    return start, _ending(folded, start + length)


def _densest(marks: list[Mark], length: int) -> int:
    """Return where the part begins that holds most different needles, then most of all.

    Both ends of the part move on only, so that each mark is looked at twice.
    """
    best, place, end = (0, 0), 0, 0
    within: dict[int, int] = {}
    for first, mark in enumerate(marks):
        last = mark.start + length
        while end < len(marks) and (end == first or marks[end].end <= last):
            needle = marks[end].needle
            within[needle] = within.get(needle, 0) + 1
            end += 1
        worth = (len(within), end - first)
        if worth > best:
            best, place = worth, mark.start
        if within[mark.needle] == 1:
            del within[mark.needle]
        else:
            within[mark.needle] -= 1
    return place


def _beginning(folded: str, first: int) -> int:
    """Begin with the sentence, or a little before the match, at a word."""
    area = folded[max(first - 2 * _LEAD, 0) : first]
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        ends = [match.end() for match in pattern.finditer(area)]
        if ends:
            return first - len(area) + ends[-1]
    space = folded.find(" ", first - _LEAD, first)
    return first - _LEAD if space < 0 else space + 1


def _ending(folded: str, end: int) -> int:
    """End at a word, where words are parted by spaces."""
    if end >= len(folded):
        return len(folded)
    space = folded.rfind(" ", end - _LEAD, end)
    return end if space < 0 else space


def _html(text: str, marks: Iterable[Mark]) -> SafeString:
    written = escape if _MARKUP.search(text) else str  # few texts have any
    pieces, done = [], 0
    for mark in marks:
        pieces += [written(text[done : mark.start]), "<mark>"]
        pieces += [written(text[mark.start : mark.end]), "</mark>"]
        done = mark.end
    return SafeString("".join([*pieces, written(text[done:])]))
