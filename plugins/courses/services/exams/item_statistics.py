"""How questions behave in an exam: how hard they are, how well they tell people apart."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any, NamedTuple

from plugins.courses.models import Attempt, AttemptItem, Exam, QuestionVersion, Regrade
from plugins.courses.services.exams.grading import Asked, right_parts
from plugins.courses.services.exams.marking import rules_for, shares_of
from plugins.courses.services.exams.question_kinds import PARTED, option_text

FEWEST = 10
"""Below so many attempts chance speaks louder than the question."""
MOST = 2000


class Pair(NamedTuple):
    """What one attempt earned with a question, and with all others."""

    share: float
    rest: float


@dataclass(frozen=True)
class Picked:
    """How often an option was chosen, or a part of the question was right."""

    text: str
    number: int
    is_right: bool


@dataclass(frozen=True)
class ItemFigures:
    """The figures of a version of a question."""

    version: QuestionVersion
    number: int
    facility: float | None
    discrimination: float | None
    picked: Sequence[Picked]


def facility(pairs: Sequence[Pair]) -> float:
    """Return the mean share of the points, the "facility index" of Moodle's statistics.

    For right or wrong it is the part of the people who were right: the item difficulty
    p of Crocker and Algina, "Introduction to classical and modern test theory" (1986).
    """
    return sum(pair.share for pair in pairs) / len(pairs)


def discrimination(pairs: Sequence[Pair]) -> float | None:
    """Return the corrected point-biserial: Pearson's r of the question and the rest.

    Without the question itself in the total, which would raise it: Henrysson,
    "Correction of item-total correlations in item analysis", Psychometrika 28 (1963).
    None where everybody earned the same.
    """
    number = len(pairs)
    x, y = sum(p.share for p in pairs) / number, sum(p.rest for p in pairs) / number
    both = sum((p.share - x) * (p.rest - y) for p in pairs)
    spread = sqrt(
        sum((p.share - x) ** 2 for p in pairs) * sum((p.rest - y) ** 2 for p in pairs)
    )
    return both / spread if spread > 1e-12 else None  # noqa: PLR2004 (rounding)


def analyse(exam: Exam) -> list[ItemFigures]:
    """Return the figures of each question that an exam has asked.

    From the first attempt of each person, since a retake knows the questions.
    """
    rows = Attempt.objects.finished().filter(exam=exam, number=1).order_by("-pk")
    attempts = rows.prefetch_related("items__version", "markings")[:MOST]
    pairs: dict[int, list[Pair]] = defaultdict(list)
    asked: dict[int, QuestionVersion] = {}
    chosen: dict[int, Counter[str]] = defaultdict(Counter)
    for attempt in attempts:
        for item, pair in _pairs(attempt):
            asked[item.version_id] = item.version
            pairs[item.version_id].append(pair)
            chosen[item.version_id].update(_counted(item))
    rules = rules_for({*asked})
    found = [
        _figures(asked[key], pairs[key], chosen[key], rules.get(key)) for key in asked
    ]
    return sorted(found, key=_worst_first)


def _counted(item: AttemptItem) -> Iterable[str]:
    """Return the options that somebody chose, or the parts that are right."""
    if item.version.kind in PARTED:
        return right_parts(Asked.of(item.version), item.response or {})
    return item.response if isinstance(item.response, list) else ()


def _worst_first(each: ItemFigures) -> tuple[bool, float, Any]:
    value = each.discrimination
    return value is None, value or 0.0, each.version.pk


def _pairs(attempt: Attempt) -> Iterable[tuple[AttemptItem, Pair]]:
    marking = next(iter(attempt.markings.all()), None)
    if marking is None:
        return
    shares, items = shares_of(marking), [*attempt.items.all()]
    earned = {i.place: shares[i.place] * Fraction(i.points) for i in items}
    total, points = sum(earned.values()), sum(Fraction(i.points) for i in items)
    for item in items:
        others = points - Fraction(item.points)
        rest = (total - earned[item.place]) / others if others else Fraction(0)
        yield item, Pair(float(shares[item.place]), float(rest))


def _figures(
    version: QuestionVersion,
    pairs: Sequence[Pair],
    chosen: Counter[str],
    rule: Regrade | None,
) -> ItemFigures:
    is_enough = len(pairs) >= FEWEST
    known = rule.by_version if rule and rule.by_version else version
    right = {*(known.key.get("right") or [])}
    if version.kind in PARTED:
        right = {*version.ids}
    picked = [
        Picked(option_text(version, key), chosen[key], key in right)
        for key in version.ids
        if right
    ]
    return ItemFigures(
        version,
        len(pairs),
        facility(pairs) if is_enough else None,
        discrimination(pairs) if is_enough else None,
        picked if is_enough else [],
    )
