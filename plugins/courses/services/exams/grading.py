"""What an answer is worth: one pure function for each kind of question.

A response is what the forms make of a page: for choices the list of chosen ids; for
rating, ranking and ordering a mapping of ids to whole numbers; for matching and gaps a
mapping of ids to texts; for short text a text.
Nothing here knows a database, a clock or a person, and each share lies within 0 and 1.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any

from lms.search.analysis import IGNORED, fold
from plugins.courses.enums import PartialCredit, QuestionKind

RATINGS = range(1, 6)
CENT = Decimal("0.01")
WILDCARDS = re.compile(r"([*?])")
_SPECIAL = re.compile(r"([*?[])")
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Asked:
    """A question as far as its marks need it."""

    kind: str
    ids: Sequence[str] = ()
    key: Mapping[str, Any] = field(default_factory=dict)
    partial: str = PartialCredit.NONE

    @classmethod
    def of(cls, version: Any) -> "Asked":
        """Return what a version asks."""
        return cls(version.kind, version.ids, version.key, version.partial)


def grade(asked: Asked, response: Any) -> Fraction:
    """Return the share of its points that a response earns, 0 to 1."""
    return GRADERS[asked.kind](asked, response) if response else _ZERO


def chosen(asked: Asked, response: Sequence[str]) -> Fraction:
    """Grade choices: all or nothing, or right minus wrong with the floor 0.

    Each right one is worth its part of the right ones, each wrong one takes as much:
    "number right minus wrong", as multiple true-false scoring is described by Albanese
    and Sabers, "Multiple true-false items", Journal of Educational Measurement 25 (1988).
    """
    right, given = {*asked.key["right"]}, {*response} & {*asked.ids}
    if asked.partial != PartialCredit.MINUS:
        return Fraction(given == right)
    return max(_ZERO, Fraction(len(given & right) - len(given - right), len(right)))


def rated(asked: Asked, response: Mapping[str, int]) -> Fraction:
    """Grade ratings by their mean distance from those of the experts.

    1 - sum|r - k| / sum of the largest distances possible: absolute distance from the
    consensus, as for situational judgement tests in McDaniel, Psotka, Legree, Yost and
    Weekley, Journal of Applied Psychology 96 (2011). What is not rated is as far off as
    can be.
    """
    key = asked.key["values"]
    low, high = RATINGS[0], RATINGS[-1]
    worst = sum(max(value - low, high - value) for value in key.values())
    off = sum(
        min(abs(response[each] - value), max(value - low, high - value))
        if each in response
        else max(value - low, high - value)
        for each, value in key.items()
    )
    return _by_distance(asked, off, worst)


def ranked(asked: Asked, response: Mapping[str, int]) -> Fraction:
    """Grade an order by Spearman's footrule from the key.

    1 - sum|p - k| / floor(n * n / 2), which is the most that two orders can differ:
    Diaconis and Graham, "Spearman's footrule as a measure of disagreement", Journal of
    the Royal Statistical Society B 39 (1977). It is 0 unless each place is used once.
    """
    key = asked.key["values"]
    places = {each: response.get(each) for each in key}
    if sorted(str(place) for place in places.values()) != sorted(
        map(str, key.values())
    ):
        return _ZERO
    off = sum(abs(int(places[each] or 0) - value) for each, value in key.items())
    return _by_distance(asked, off, len(key) ** 2 // 2)


def _by_distance(asked: Asked, off: int, worst: int) -> Fraction:
    if asked.partial != PartialCredit.DISTANCE or not worst:
        return Fraction(off == 0)
    return max(_ZERO, _ONE - Fraction(off, worst))


def written(asked: Asked, response: str) -> Fraction:
    """Grade a short text: `*` in an accepted answer stands for anything, `?` for a sign.

    Width, case, traditional characters and spaces make no difference.
    """
    text = plain(response)
    return Fraction(
        any(fnmatchcase(text, _pattern(each)) for each in asked.key["accepted"])
    )


def in_parts(asked: Asked, response: Mapping[str, str]) -> Fraction:
    """Grade what has several parts: all or nothing, or the share of the right ones."""
    right, total = len(right_parts(asked, response)), len(asked.ids)
    if asked.partial != PartialCredit.EACH:
        return Fraction(right == total)
    return Fraction(right, total)


def right_parts(asked: Asked, response: Mapping[str, str]) -> set[str]:
    """Return the ids of what is right: matched as in the key, or a gap filled as accepted.

    As for short texts, width, case, traditional characters and spaces make no difference.
    """
    given = {each: plain(response.get(each, "")) for each in asked.ids}
    if asked.kind == QuestionKind.MATCH:
        pairs = asked.key["pairs"]
        return {each for each, text in given.items() if text == plain(pairs[each])}
    gaps = asked.key["gaps"]
    return {
        each
        for each, text in given.items()
        if text and any(fnmatchcase(text, _pattern(said)) for said in gaps[each])
    }


def plain(text: str) -> str:
    """Return a text without what people write differently."""
    folded = fold(unicodedata.normalize("NFKC", text)).replace(IGNORED, "")
    return "".join(folded.split())


def _pattern(accepted: str) -> str:
    """Return an accepted answer as a pattern; a wide wildcard stands for itself."""
    parts = WILDCARDS.split(accepted)
    return "".join(
        part if WILDCARDS.fullmatch(part) else _SPECIAL.sub(r"[\1]", plain(part))
        for part in parts
    )


GRADERS: Mapping[str, Callable[[Asked, Any], Fraction]] = {
    QuestionKind.SINGLE: chosen,
    QuestionKind.MULTIPLE: chosen,
    QuestionKind.TRUE_FALSE: chosen,
    QuestionKind.RATE: rated,
    QuestionKind.RANK: ranked,
    QuestionKind.ORDER: ranked,
    QuestionKind.SHORT: written,
    QuestionKind.MATCH: in_parts,
    QuestionKind.CLOZE: in_parts,
}


def half_up(value: Fraction) -> Decimal:
    """Return a mark with two places, halves up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(CENT, ROUND_HALF_UP)


def score_of(shares: Sequence[tuple[Fraction, Decimal]]) -> Decimal:
    """Return the mark of 100 for shares and the points that each is a share of."""
    total = sum((Fraction(points) for _share, points in shares), _ZERO)
    earned = sum((share * Fraction(points) for share, points in shares), _ZERO)
    return half_up(100 * earned / total) if total else Decimal("0.00")
