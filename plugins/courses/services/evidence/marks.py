"""Evidence from exams and practicals that were passed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Avg, Case, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lms.day_plots import moments
from lms.enums import IndicatorUnit
from lms.extensions import (
    Candidate,
    Finding,
    Indicator,
    Parameter,
    RequirementKind,
    ScoreSource,
)
from plugins.courses.enums import ActivityKind
from plugins.courses.models import (
    Exam,
    Practical,
    Result,
)
from plugins.courses.services.evidence.counting import (
    Dated,
    counted,
    people_of,
    title_of,
)


def _choices(model: type[Exam] | type[Practical]) -> list[tuple[str, str]]:
    rows: Any = model._default_manager.order_by("title")
    return [(str(key), title) for key, title in rows.values_list("key", "title")]


class _OnePassed(RequirementKind):
    """Has passed one activity, named by the first parameter, with a mark at least."""

    model: type[Exam] | type[Practical]
    kind: ActivityKind
    said: Any
    done: Any
    missing: Any

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which one, and with which mark."""
        values = {"title": self._title(parameters), "score": parameters["score"]}
        return str(self.said) % values

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the marks of all that stand."""
        key = parameters[str(self.kind)] or None
        rows = _passed(candidates, self.kind).filter(
            activity_key=key, score__gte=parameters["score"]
        )
        title = {"title": self._title(parameters)}
        done, missing = str(self.done) % title, str(self.missing) % title
        return counted(
            candidates, _of_results(rows), 1, lambda number: done if number else missing
        )

    def _title(self, parameters: Mapping[str, Any]) -> str:
        return title_of(self.model, parameters[str(self.kind)])


class ExamPassed(_OnePassed):
    """Has passed one exam, with a mark at least."""

    label = gettext_lazy("An exam is passed")
    parameters = [
        Parameter(
            "exam",
            pgettext_lazy("course", "Exam"),
            "",
            choices=partial(_choices, Exam),
        ),
        Parameter("score", gettext_lazy("Mark at least"), Decimal(60)),
    ]
    model, kind = Exam, ActivityKind.EXAM
    said = gettext_lazy("Has passed the exam “%(title)s” with %(score)s or more")
    done = gettext_lazy("The exam “%(title)s” is passed.")
    missing = gettext_lazy("The exam “%(title)s” is not passed well enough yet.")


class PracticalPassed(_OnePassed):
    """Has passed one practical, such as a case defence, with a mark at least."""

    label = gettext_lazy("A practical or a case defence is passed")
    parameters = [
        Parameter(
            "practical",
            pgettext_lazy("course", "Practical"),
            "",
            choices=partial(_choices, Practical),
        ),
        Parameter("score", gettext_lazy("Mark at least"), Decimal(60)),
    ]
    model, kind = Practical, ActivityKind.PRACTICAL
    said = gettext_lazy("Has passed “%(title)s” with %(score)s or more")
    done = gettext_lazy("“%(title)s” is passed.")
    missing = gettext_lazy("“%(title)s” is not passed well enough yet.")


class PracticalsPassed(RequirementKind):
    """Has passed so many practicals."""

    label = gettext_lazy("Practicals are passed")
    parameters = [Parameter("number", gettext_lazy("How many"), 1)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        number = parameters["number"]
        text = ngettext(
            "Has passed %(number)d practical",
            "Has passed %(number)d practicals",
            number,
        )
        return text % {"number": number}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the marks of all that stand; each practical counts once."""
        rows = _passed(candidates, ActivityKind.PRACTICAL)
        once = {(r.person_id, r.activity_key): r for r in rows.order_by("-decided_at")}
        dated = [
            (row.person_id, row.decided_at, f"lms_courses.result:{row.pk}")
            for row in once.values()
        ]

        def say(number: int) -> str:
            values = {"number": number, "goal": parameters["number"]}
            return _("%(number)d of %(goal)d practicals are passed.") % values

        return counted(candidates, dated, parameters["number"], say)


def _passed(candidates: Sequence[Candidate], kind: str) -> Any:
    rows: Any = Result.objects.filter(person__in=people_of(candidates), kind=kind)
    return rows.current().filter(is_passed=True)


def _of_results(rows: Any) -> list[Dated]:
    found = rows.order_by("decided_at").values_list("person", "decided_at", "pk")
    return [(p, moment, f"lms_courses.result:{pk}") for p, moment, pk in found]


class MarksGiven(ScoreSource):
    """Marks of exams and practicals, those that no later one has replaced."""

    label = gettext_lazy("Exams and practicals")

    def marks(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Sequence[Decimal]]:
        """Return the marks that were decided in these days."""
        rows = _decided(first, last).filter(person__in=people)
        found: dict[Any, list[Decimal]] = defaultdict(list)
        for person, score in rows.order_by("pk").values_list("person", "score"):
            found[person].append(score)
        return found


class MeanMark(Indicator):
    """The mean mark of exams and practicals that were decided in some days."""

    label = gettext_lazy("Exams and practicals: mean mark")
    unit = IndicatorUnit.MARK

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the mean of all marks."""
        found = _decided(first, last).aggregate(mean=Avg("score"))["mean"]
        return None if found is None else _hundredths(found)

    def of_people(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Decimal]:
        """Return the mean of each person's marks."""
        rows = _decided(first, last).filter(person__in=people)
        means = rows.values_list("person").annotate(mean=Avg("score"))
        return {person: _hundredths(mean) for person, mean in means}


class PassRate(Indicator):
    """How many of a hundred marks of exams and practicals passed."""

    label = gettext_lazy("Exams and practicals: pass rate")
    unit = IndicatorUnit.PERCENT

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the rate of all; None without marks."""
        found = _decided(first, last).aggregate(rate=_RATE)["rate"]
        return None if found is None else _hundredths(found)

    def of_people(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Decimal]:
        """Return the rate of each person."""
        rows = _decided(first, last).filter(person__in=people)
        rates = rows.values_list("person").annotate(rate=_RATE)
        return {person: _hundredths(rate) for person, rate in rates}


_RATE = Avg(Case(When(is_passed=True, then=100.0), default=0.0))


def _decided(first: date, last: date) -> Any:
    """Return the marks that stand, decided in these days."""
    begin, end = moments(first, last)
    rows = Result.objects.current().order_by()
    return rows.filter(decided_at__gte=begin, decided_at__lt=end)


def _hundredths(value: Any) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))
