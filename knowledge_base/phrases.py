"""Finding phrases in what is written; knows no database.

A pattern is literal text with two wildcards: `*` is up to ten characters, `?` one,
neither a line break. There is no backtracking: the literal pieces are looked up one
after the other, so the work is bounded by pieces x text x the widest gap.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.search.analysis import IGNORED, fold

MAX_STARS = 5
STAR_REACH = 10

# Full-width signs stay what they are: only ASCII ones are wild.
_WILD = re.compile(r"([*?]+)")
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_APOSTROPHES = frozenset("\u2018\u2019\u02bc\u00b4`")
_LATIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")


class Rule(Protocol):
    """What a rule says; a database row does."""

    pattern: str
    better: str
    channel: str
    exceptions: str
    is_opener: bool

    @property
    def rank(self) -> int:
        """How bad a match is, the worst first."""


RuleType = TypeVar("RuleType", bound=Rule)


@dataclass(frozen=True)
class Finding(Generic[RuleType]):
    """A rule that matched: `text` is the original between `start` and `end`."""

    rule: RuleType
    start: int
    end: int
    text: str
    better: str


class _PhraseTable(dict[int, str]):
    """For `str.translate`: what each character is in a phrase, found out once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = fold(character)
        if folded == IGNORED:
            plain = ""
        elif character in _BREAKS:
            plain = "\n"
        else:
            plain = "'" if character in _APOSTROPHES else folded
        self[code] = plain
        return plain


_phrase_table = _PhraseTable()


@dataclass(frozen=True)
class _Folded:
    """A folded text without what is ignored, and the way back to the original."""

    original: str
    text: str

    @cached_property
    def positions(self) -> Sequence[int]:
        """Where each character stands in the original."""
        if len(self.text) == len(self.original):
            return range(len(self.text))
        places = enumerate(map(ord, self.original))
        return [place for place, code in places if _phrase_table[code]]

    @cached_property
    def opening(self) -> int:
        """Where the first letter or digit stands, behind signs and spaces."""
        places = enumerate(self.text)
        return next((place for place, sign in places if sign.isalnum()), 0)

    @cached_property
    def breaks(self) -> Sequence[int]:
        """How many line breaks stand before each character, and at the end."""
        counted = (character == "\n" for character in self.text)
        return [*accumulate(counted, initial=0)]


@dataclass(frozen=True)
class _Piece:
    """Literal characters, and how far behind the piece before they may stand."""

    literal: str
    nearest: int = 0
    farthest: int = 0


def check_text(
    text: str, *, channel: str = "", rules: Iterable[RuleType]
) -> list[Finding[RuleType]]:
    """Return what the rules find in `text`, in order of its place.

    Of findings that overlap the worst is kept, then the longest. A rule for another
    channel is silent; so is a match inside one of the rule's exceptions, and that of an
    opener behind the first word.
    """
    folded = _fold(text)
    found = [
        Finding(rule, *_original(folded, span, text), rule.better)
        for rule in rules
        if not channel or rule.channel in {"", channel}
        for span in _harmful(rule, folded)
    ]
    found.sort(key=lambda f: (f.rule.rank, f.start - f.end, f.start))
    kept: list[Finding[RuleType]] = []
    taken = bytearray(len(text))
    for finding in found:
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)


def validate_pattern(pattern: str) -> None:
    """Refuse a pattern that says nothing, or more wildcards than can be meant."""
    if not _compile(pattern):
        raise ValidationError(_("A phrase needs at least one letter or character."))
    if _WILD.match(pattern.strip()) or _WILD.search(pattern.strip()[-1:]):
        raise ValidationError(_("A phrase does not begin or end with * or ?."))
    if pattern.count("*") > MAX_STARS:
        raise ValidationError(
            _("At most %(limit)d signs * can stand in one phrase."),
            params={"limit": MAX_STARS},
        )


def split_phrases(text: str) -> list[str]:
    """Return the phrases between bars."""
    return [part.strip() for part in re.split("[|\uff5c]", text) if part.strip()]


def folded_phrase(text: str) -> str:
    """Return the text as phrases are compared: folded, without what is ignored."""
    return _fold(text).text


def _fold(text: str) -> _Folded:
    return _Folded(text, text.translate(_phrase_table))


@lru_cache(maxsize=5_000)
def _compile(pattern: str) -> tuple[_Piece, ...]:
    """Cut a pattern into its pieces; wildcards at its ends say nothing."""
    pieces: list[_Piece] = []
    nearest = farthest = 0
    for part in _WILD.split(pattern.strip()):
        if _WILD.fullmatch(part):
            ones = part.count("?")
            nearest += ones
            farthest += ones + STAR_REACH * part.count("*")
        elif literal := folded_phrase(part):
            pieces.append(_Piece(literal, nearest, farthest))
            nearest = farthest = 0
    return tuple(pieces)


def _harmful(rule: Rule, folded: _Folded) -> Iterator[tuple[int, int]]:
    matches = [
        (start, end)
        for start, end in _matches(rule.pattern, folded)
        if start <= folded.opening or not rule.is_opener
    ]
    if not matches:
        return
    is_spared = _spared(rule.exceptions, folded)
    reached = 0
    for start, end in matches:
        if start >= reached and not is_spared(start, end):
            reached = end
            yield start, end


def _spared(exceptions: str, folded: _Folded) -> Callable[[int, int], bool]:
    """Return whether a match lies inside an exception, answered without a scan."""
    phrases = split_phrases(exceptions)
    spans = sorted(span for phrase in phrases for span in _matches(phrase, folded))
    starts = [start for start, _end in spans]
    farthest = [*accumulate((end for _start, end in spans), max)]

    def is_spared(start: int, end: int) -> bool:
        before = bisect_right(starts, start)
        return before > 0 and farthest[before - 1] >= end

    return is_spared


def _matches(pattern: str, folded: _Folded) -> Iterator[tuple[int, int]]:
    """Yield the tightest match for each place where one ends, as places in `folded`."""
    pieces = _compile(pattern)
    if not pieces or any(piece.literal not in folded.text for piece in pieces):
        return
    first, last = pieces[0], pieces[-1]
    starts = {
        place + len(first.literal): place for place in _places(first.literal, folded)
    }
    for piece in pieces[1:]:
        starts = _continued(starts, piece, folded)
    for end, start in starts.items():
        if _is_whole(first.literal, last.literal, folded.text, (start, end)):
            yield start, end


def _continued(
    starts: Mapping[int, int], piece: _Piece, folded: _Folded
) -> dict[int, int]:
    """Return where matches end after one more piece, with where each began."""
    if piece.nearest == piece.farthest:
        return _continued_at(starts, piece, folded)
    ends: dict[int, int] = {}
    for place in _places(piece.literal, folded) if starts else ():
        for gap in range(piece.nearest, piece.farthest + 1):
            before = place - gap
            if before in starts and folded.breaks[before] == folded.breaks[place]:
                ends[place + len(piece.literal)] = starts[before]
                break
    return ends


def _continued_at(
    starts: Mapping[int, int], piece: _Piece, folded: _Folded
) -> dict[int, int]:
    """Do the same where the gap is fixed: there is only one place to look at."""
    breaks = folded.breaks
    return {
        place + len(piece.literal): start
        for before, start in starts.items()
        if folded.text.startswith(piece.literal, place := before + piece.nearest)
        and breaks[before] == breaks[place]
    }


def _places(literal: str, folded: _Folded) -> Iterator[int]:
    place = folded.text.find(literal)
    while place >= 0:
        yield place
        place = folded.text.find(literal, place + 1)


def _is_whole(first: str, last: str, text: str, span: tuple[int, int]) -> bool:
    """Tell whether a word at either end is not part of a longer one."""
    start, end = span
    cut_before = first[0] in _LATIN and start > 0 and text[start - 1] in _LATIN
    cut_after = last[-1] in _LATIN and text[end : end + 1] in _LATIN
    return not cut_before and not cut_after


def _original(
    folded: _Folded, span: tuple[int, int], text: str
) -> tuple[int, int, str]:
    start = folded.positions[span[0]]
    end = folded.positions[span[1] - 1] + 1
    return start, end, text[start:end]
