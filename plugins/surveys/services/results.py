"""What a wave came to: nothing about fewer answers than it shows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from lms.models import Team
from plugins.surveys.enums import QuestionKind
from plugins.surveys.models import Question, Tally, Wave
from plugins.surveys.services.figures import (
    BALLOTS,
    PERCENT,
    Figure,
    Tallies,
    Texts,
    figure_of,
    shown_groups,
    together,
    with_ballots,
)

REPORT = "lms_surveys.report_wave"


@dataclass(frozen=True)
class Bar:
    """How often one answer was given."""

    label: str
    number: int
    width: float


@dataclass(frozen=True)
class Result:
    """What one question came to; no figure where too few have answered it."""

    question: Question
    figure: Figure | None = None
    bars: Sequence[Bar] = ()
    texts: Sequence[str] = ()
    teams: Sequence[tuple[str, Figure]] = ()


@dataclass(frozen=True)
class Rate:
    """How many of those who were asked have answered."""

    invited: int
    answered: int

    @property
    def percent(self) -> float:
        """The response rate."""
        return self.answered * PERCENT / self.invited if self.invited else 0.0


@dataclass(frozen=True)
class Pair:
    """A question before and after: of the same people, where these are known."""

    question: Question
    before: Figure
    after: Figure

    @property
    def change(self) -> float:
        """How much it went up."""
        return (self.after.value or 0) - (self.before.value or 0)

    @property
    def widths(self) -> tuple[float, float]:
        """Both as parts of the scale, for a plot."""
        most = self.question.kind.values_on[-1]
        return tuple(  # type: ignore[return-value] # of two
            round((figure.value or 0) * PERCENT / most, 2)
            for figure in (self.before, self.after)
        )


def is_readable(wave: Wave) -> bool:
    """Tell whether results may be shown: of an anonymous wave only the final ones."""
    return wave.is_closed or not wave.is_anonymous


def counted(wave: Wave) -> tuple[Tallies, Texts]:
    """Return the counts of a wave, kept or made of its answers."""
    if wave.is_anonymous:
        tally = Tally.objects.get(wave=wave)
        return tally.counts, tally.texts
    groups = dict(wave.invitations.values_list("person", "group"))
    rows = wave.responses.values_list("person", "answers")
    ballots = ((groups.get(person, ""), answers) for person, answers in rows)
    return with_ballots({}, {}, ballots, wave.version.asked)


def ballots_in(tallies: Tallies) -> int:
    """Return how many have answered."""
    return together(tallies, BALLOTS).get(BALLOTS, 0)


def rates_of(wave: Wave, tallies: Tallies) -> tuple[Rate, list[tuple[str, Rate]]]:
    """Return the response rate, and those of the groups."""
    rows = wave.invitations.order_by().values_list("group")
    invited: Counter[str] = Counter(dict(rows.annotate(number=Count("pk"))))
    rates = {
        group: Rate(number, tallies.get(group, {}).get(BALLOTS, {}).get(BALLOTS, 0))
        for group, number in invited.items()
    }
    return Rate(invited.total(), ballots_in(tallies)), _named(rates)


def results_of(wave: Wave, tallies: Tallies, texts: Texts) -> list[Result]:
    """Return what each question came to."""
    names = _names(tallies)
    return [_result(wave, question, tallies, texts, names) for question in wave.version.asked]  # fmt: skip


def _result(
    wave: Wave, question: Question, tallies: Tallies, texts: Texts, names: Mapping[str, str]
) -> Result:  # fmt: skip
    if question.kind is QuestionKind.TEXT:
        said = texts.get(question.key, ())
        if len(said) < wave.fewest:
            return Result(question)
        return Result(question, Figure(len(said), None), texts=said)
    counts = together(tallies, question.key)
    figure = figure_of(question.kind, counts)
    if figure.number < wave.fewest:
        return Result(question)
    most = max(counts.values())
    bars = [
        Bar(label, counts.get(answer, 0), round(counts.get(answer, 0) * PERCENT / most, 2))
        for answer, label in question.answers
    ]  # fmt: skip
    return Result(question, figure, bars, teams=_by_team(wave, question, tallies, names))  # fmt: skip


def _by_team(
    wave: Wave, question: Question, tallies: Tallies, names: Mapping[str, str]
) -> list[tuple[str, Figure]]:
    own = {group: rows.get(question.key, {}) for group, rows in tallies.items()}
    sizes = {group: sum(counts.values()) for group, counts in own.items()}
    if len(sizes) == 1:
        return []
    return [
        (names[group], figure_of(question.kind, own[group]))
        for group in sorted(shown_groups(sizes, wave.fewest), key=names.__getitem__)
    ]


def _names(groups: Iterable[str]) -> dict[str, str]:
    keys = [group for group in groups if group]
    teams = {str(team.pk): team.name for team in Team.objects.filter(pk__in=keys)}
    return {group: teams.get(group, "") for group in groups}


def _named(rates: Mapping[str, Rate]) -> list[tuple[str, Rate]]:
    names = _names(rates)
    return sorted(((names[group], rate) for group, rate in rates.items()), key=lambda row: row[0] or "\uffff")  # fmt: skip


def pairs_of(wave: Wave) -> tuple[int | None, list[Pair]]:
    """Return a wave beside the one before: of how many people, and each question.

    Where both know who answered, only those count who answered both; else the number is
    None, and all answers are compared. Nothing where one of the two may not be shown.
    """
    first = wave.before
    if first is None or not (is_readable(first) and is_readable(wave)):
        return None, []
    asked = _asked_in_both(first, wave)
    if wave.is_anonymous or first.is_anonymous:
        one, two = counted(first)[0], counted(wave)[0]
        found = [
            (question, _figure(question, one), _figure(question, two))
            for question in asked
        ]
        enough = max(first.fewest, wave.fewest)
        return None, [
            Pair(*each) for each in found if min(each[1].number, each[2].number) >= enough
        ]  # fmt: skip
    answers = {
        each.pk: dict(each.responses.values_list("person", "answers"))
        for each in (first, wave)
    }
    both = sorted({*answers[first.pk]} & {*answers[wave.pk]})
    pairs = [_paired(question, answers[first.pk], answers[wave.pk], both) for question in asked]  # fmt: skip
    return len(both), [pair for pair in pairs if pair.before.number]


def _asked_in_both(first: Wave, second: Wave) -> list[Question]:
    kinds = {question.key: question.kind for question in first.version.asked}
    means = {QuestionKind.SCALE, QuestionKind.CES, QuestionKind.CSAT}
    return [
        question
        for question in second.version.asked
        if question.kind in means and kinds.get(question.key) == question.kind
    ]


def _figure(question: Question, tallies: Tallies) -> Figure:
    return _mean_of(together(tallies, question.key))


def _mean_of(counts: Mapping[str, int]) -> Figure:
    return figure_of(QuestionKind.SCALE, counts)


def _paired(
    question: Question, first: Mapping[int, Any], second: Mapping[int, Any], people: Sequence[int]
) -> Pair:  # fmt: skip
    key = question.key
    given = [
        (first[person][key], second[person][key])
        for person in people
        if first[person].get(key) and second[person].get(key)
    ]
    return Pair(
        question,
        _mean_of(Counter(before for before, _after in given)),
        _mean_of(Counter(after for _before, after in given)),
    )
