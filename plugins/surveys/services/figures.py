"""The figures of surveys: counts in, numbers out. Nothing here asks a database.

Counts are kept by group, question and answer; under the question "" stands how many of
the group answered at all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plugins.surveys.enums import QuestionKind
from plugins.surveys.models import Question

Counts = Mapping[str, int]
"""How often each answer was given."""
Tallies = Mapping[str, Mapping[str, Counts]]
"""By group and question."""
Texts = Mapping[str, Sequence[str]]
Ballot = tuple[str, Mapping[str, str]]
"""The group, and what was answered by the keys of the questions."""
BALLOTS = ""
_SATISFIED = 4
_PROMOTER, _DETRACTOR = 9, 6
PERCENT = 100


@dataclass(frozen=True)
class Figure:
    """What a question came to, and of how many answers."""

    number: int
    value: float | None


def with_ballots(
    tallies: Tallies, texts: Texts, ballots: Iterable[Ballot], asked: Sequence[Question]
) -> tuple[Tallies, Texts]:
    """Return counts and texts with these ballots in them, too.

    What is returned is sorted throughout: it is the same in whatever order ballots come.
    """
    counted = {
        name: {key: Counter(counts) for key, counts in own.items()}
        for name, own in tallies.items()
    }
    said = {key: [*lines] for key, lines in texts.items()}
    for group, ballot in ballots:
        own = counted.setdefault(group, {})
        own.setdefault(BALLOTS, Counter())[BALLOTS] += 1
        for question in asked:
            answer = ballot.get(question.key, "")
            if answer and question.kind is QuestionKind.TEXT:
                said.setdefault(question.key, []).append(answer)
            elif answer:
                own.setdefault(question.key, Counter())[answer] += 1
    return _sorted(counted), {key: sorted(said[key]) for key in sorted(said)}


def _sorted(tallies: Tallies) -> Tallies:
    return {
        name: {key: dict(sorted(counts.items())) for key, counts in sorted(own.items())}
        for name, own in sorted(tallies.items())
    }


def together(tallies: Tallies, question: str) -> Counts:
    """Return the counts of a question over all groups."""
    total: Counter[str] = Counter()
    for own in tallies.values():
        total.update(own.get(question, {}))
    return total


def figure_of(kind: QuestionKind, counts: Counts) -> Figure:
    """Return NPS, percent of satisfied, or mean, as the kind is counted."""
    number = sum(counts.values())
    if not number or not kind.values_on:
        return Figure(number, None)
    numbers = {int(answer): times for answer, times in counts.items()}
    if kind is QuestionKind.NPS:
        return Figure(number, nps(numbers))
    if kind is QuestionKind.CSAT:
        return Figure(number, satisfied(numbers))
    return Figure(number, mean(numbers))


def nps(numbers: Mapping[int, int]) -> float:
    """Return the percentage of 9 and 10 less that of 0 to 6."""
    above = sum(times for mark, times in numbers.items() if mark >= _PROMOTER)
    below = sum(times for mark, times in numbers.items() if mark <= _DETRACTOR)
    return (above - below) * PERCENT / sum(numbers.values())


def satisfied(numbers: Mapping[int, int]) -> float:
    """Return the percentage of 4 and 5."""
    able = sum(times for mark, times in numbers.items() if mark >= _SATISFIED)
    return able * PERCENT / sum(numbers.values())


def mean(numbers: Mapping[int, int]) -> float:
    """Return the mean of the marks."""
    total = sum(mark * times for mark, times in numbers.items())
    return total / sum(numbers.values())


def shown_groups(sizes: Mapping[str, int], fewest: int) -> frozenset[str]:
    """Return the groups of which figures are shown beside the figure of all.

    Each has `fewest` answers at least, and so have all others together: what is left
    when the shown ones are taken from the whole says nothing about fewer. Where that
    would not hold, the smallest group that could be shown is hidden too.
    """
    if sum(sizes.values()) < fewest:
        return frozenset()
    shown = {name for name, size in sizes.items() if size >= fewest}
    rest = sum(size for name, size in sizes.items() if name not in shown)
    if 0 < rest < fewest and shown:
        shown.remove(min(shown, key=lambda name: (sizes[name], name)))
    return frozenset(shown)


def counted_groups(sizes: Mapping[str, int], fewest: int) -> Mapping[str, str]:
    """Return under which group each team is counted; "" is that of small teams together.

    Sizes are those of who is asked: no group has fewer than `fewest` people, so that
    nobody stands alone behind a count; where the small ones are too few together, the
    next smallest joins them.
    """
    small = {name for name, size in sizes.items() if size < fewest or not name}
    large = sorted({*sizes} - small, key=lambda name: (sizes[name], name))
    while small and large and sum(sizes[name] for name in small) < fewest:
        small.add(large.pop(0))
    return {name: "" if name in small else name for name in sizes}
