"""What the archive of a month keeps of surveys: counts, and no words of anybody.

It is a part of what everybody who may read results sees of a closed wave, of the house
alone, so that nothing can be worked out from it that decision 0025 keeps closed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.extensions import ArchiveSource, ArchiveTable
from plugins.surveys.enums import QuestionKind
from plugins.surveys.models import Invitation, Question, Response, Wave
from plugins.surveys.services.figures import (
    Figure,
    Tallies,
    figure_of,
    together,
    with_ballots,
)
from plugins.surveys.services.results import Rate, ballots_in
from plugins.surveys.services.waves import LEAST

_ISO = "Y-m-d"  # what is kept is read in any language


class SurveysOfMonth(ArchiveSource):
    """How many answered the surveys that ended, and what they said in numbers."""

    def tables(self, first: date, last: date) -> Sequence[ArchiveTable]:
        """Return the surveys that were closed, and what each question came to."""
        rows = Wave.objects.filter(closes_on__range=(first, last), is_closed=True)
        waves = [*rows.select_related("version", "tally").order_by("closes_on", "pk")]
        tallies = _tallies(waves)
        return [_surveys(waves, tallies), _answers(waves, tallies)]


def _tallies(waves: Iterable[Wave]) -> Mapping[int, Tallies]:
    """Return the counts of each wave; of those with names all people are one group."""
    named = [wave for wave in waves if not wave.is_anonymous]
    ballots = defaultdict(list)
    for key, answers in Response.objects.filter(wave__in=named).values_list("wave", "answers"):  # fmt: skip
        ballots[key].append(("", answers))
    counted = {
        wave.pk: with_ballots({}, {}, ballots[wave.pk], wave.version.asked)[0]
        for wave in named
    }
    return {
        wave.pk: wave.tally.counts if wave.is_anonymous else counted[wave.pk]
        for wave in waves
    }


def _surveys(waves: Sequence[Wave], tallies: Mapping[int, Tallies]) -> ArchiveTable:
    asked = Invitation.objects.filter(wave__in=waves).order_by().values_list("wave")
    invited: Counter[int] = Counter(dict(asked.annotate(number=Count("pk"))))
    rates = {w.pk: Rate(invited[w.pk], ballots_in(tallies[w.pk])) for w in waves}
    return ArchiveTable(
        "surveys",
        gettext_lazy("Feedback: surveys"),
        [
            pgettext_lazy("archive of surveys", "survey"),
            pgettext_lazy("archive of surveys", "last day"),
            pgettext_lazy("archive of surveys", "were asked"),
            pgettext_lazy("archive of surveys", "have answered"),
            pgettext_lazy("archive of surveys", "response rate"),
        ],
        [
            [
                _named(wave),
                date_format(wave.closes_on, _ISO),
                str(rates[wave.pk].invited),
                str(rates[wave.pk].answered),
                f"{rates[wave.pk].percent:.1f} %",
            ]
            for wave in waves
        ],
    )


def _answers(waves: Sequence[Wave], tallies: Mapping[int, Tallies]) -> ArchiveTable:
    return ArchiveTable(
        "answers",
        gettext_lazy("Feedback: answers"),
        [
            pgettext_lazy("archive of surveys", "survey"),
            pgettext_lazy("archive of surveys", "question"),
            pgettext_lazy("archive of surveys", "kind"),
            pgettext_lazy("archive of surveys", "answers"),
            pgettext_lazy("archive of surveys", "figure"),
            pgettext_lazy("archive of surveys", "how often each was given"),
        ],
        [
            [_named(wave), *_came_to(wave, question, tallies[wave.pk])]
            for wave in waves
            for question in wave.version.asked
            if question.kind is not QuestionKind.TEXT
        ],
    )


def _came_to(wave: Wave, question: Question, tallies: Tallies) -> list[Any]:
    counts = together(tallies, question.key)
    figure = figure_of(question.kind, counts)
    about = [lazy(lambda: question.label, str)(), question.kind.label]
    if figure.number < max(wave.fewest, LEAST):  # with names, too: one would be known
        return [*about, gettext_lazy("too few to be kept"), "", ""]

    def each() -> str:
        return ", ".join(f"{label}: {counts.get(answer, 0)}" for answer, label in question.answers)  # fmt: skip

    return [*about, str(figure.number), _text(question, figure), lazy(each, str)()]


def _text(question: Question, figure: Figure) -> str:
    if figure.value is None:
        return ""
    if question.kind is QuestionKind.CSAT:
        return f"{figure.value:.1f} %"
    return f"{figure.value:.1f}" if question.kind is QuestionKind.NPS else f"{figure.value:.2f}"  # fmt: skip


def _named(wave: Wave) -> Any:
    """Return its title, in whatever language it is read."""
    return lazy(lambda: str(wave), str)()
