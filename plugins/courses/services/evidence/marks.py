"""Evidence from exams and practicals that were passed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lms.day_plots import moments
from lms.extensions import (
    Candidate,
    Finding,
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


def _exams() -> list[tuple[str, str]]:
    rows = Exam.objects.order_by("title").values_list("key", "title")
    return [(str(key), title) for key, title in rows]


def _practicals() -> list[tuple[str, str]]:
    rows = Practical.objects.order_by("title").values_list("key", "title")
    return [(str(key), title) for key, title in rows]


class ExamPassed(RequirementKind):
    """Has passed one exam, with a mark at least."""

    label = gettext_lazy("An exam is passed")
    parameters = [
        Parameter("exam", pgettext_lazy("course", "Exam"), "", choices=_exams),
        Parameter("score", gettext_lazy("Mark at least"), Decimal(60)),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which exam, and with which mark."""
        values = {
            "title": title_of(Exam, parameters["exam"]),
            "score": parameters["score"],
        }
        return _("Has passed the exam “%(title)s” with %(score)s or more") % values

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the marks of all that stand."""
        rows = _passed(candidates, ActivityKind.EXAM).filter(
            activity_key=parameters["exam"] or None, score__gte=parameters["score"]
        )
        title = title_of(Exam, parameters["exam"])
        done = _("The exam “%(title)s” is passed.") % {"title": title}
        open_ = _("The exam “%(title)s” is not passed well enough yet.")
        missing = open_ % {"title": title}
        return counted(
            candidates, _of_results(rows), 1, lambda number: done if number else missing
        )


class PracticalPassed(RequirementKind):
    """Has passed one practical, such as a case defence, with a mark at least."""

    label = gettext_lazy("A practical or a case defence is passed")
    parameters = [
        Parameter(
            "practical",
            pgettext_lazy("course", "Practical"),
            "",
            choices=_practicals,
        ),
        Parameter("score", gettext_lazy("Mark at least"), Decimal(60)),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which practical, and with which mark."""
        values = {
            "title": title_of(Practical, parameters["practical"]),
            "score": parameters["score"],
        }
        return _("Has passed “%(title)s” with %(score)s or more") % values

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the marks of all that stand."""
        rows = _passed(candidates, ActivityKind.PRACTICAL).filter(
            activity_key=parameters["practical"] or None,
            score__gte=parameters["score"],
        )
        title = {"title": title_of(Practical, parameters["practical"])}
        done = _("“%(title)s” is passed.") % title
        missing = _("“%(title)s” is not passed well enough yet.") % title
        return counted(
            candidates, _of_results(rows), 1, lambda number: done if number else missing
        )


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
        begin, end = moments(first, last)
        rows = Result.objects.current().filter(
            person__in=people, decided_at__gte=begin, decided_at__lt=end
        )
        found: dict[Any, list[Decimal]] = defaultdict(list)
        for person, score in rows.order_by("pk").values_list("person", "score"):
            found[person].append(score)
        return found
