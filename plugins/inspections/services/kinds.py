"""The kind of requirement that inspections supply to certifications."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext

from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from plugins.inspections.models import Member
from plugins.inspections.services.figures import Line, lines_of, mean


class InspectionAverage(RequirementKind):
    """Has had at least so much in the inspections of the last months."""

    label = gettext_lazy("Average of inspections")
    parameters = [
        Parameter("score", gettext_lazy("At least, of 100"), 85),
        Parameter(
            "months",
            gettext_lazy("Over how many months"),
            3,
            help=gettext_lazy("The last ones in which the person was inspected."),
        ),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how much over how many months."""
        n = parameters["months"]
        text = ngettext(
            "Inspections of %(n)s month: %(score)s on average",
            "Inspections of %(n)s months: %(score)s on average",
            n,
        )
        return text % {"n": n, "score": parameters["score"]}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the months of all."""
        people = [each.person.pk for each in candidates]
        rows = Member.objects.filter(person__in=people).order_by("-month", "-pk")
        scored: dict[Any, list[Line]] = defaultdict(list)
        for line in lines_of(rows):
            if line.score is not None:
                scored[line.member.person_id].append(line)
        return {
            each.person.pk: self._finding(
                [
                    line
                    for line in scored[each.person.pk]
                    if each.counts(line.member.month)
                ],
                parameters,
            )
            for each in candidates
        }

    def _finding(self, lines: Sequence[Line], parameters: Mapping[str, Any]) -> Finding:
        wanted = max(parameters["months"], 1)
        last = lines[:wanted]
        evidence = [f"lms_inspections.member:{line.member.pk}" for line in last]
        goal = parameters["score"]
        if len(last) < wanted:
            text = ngettext(
                "Inspected in %(n)s month so far, %(wanted)s are asked for.",
                "Inspected in %(n)s months so far, %(wanted)s are asked for.",
                len(last),
            )
            said = text % {"n": len(last), "wanted": wanted}
            return Finding(False, said, len(last), wanted, evidence)  # noqa: FBT003 (first field of a finding)
        average = mean(line.score for line in last) or 0
        said = gettext("%(average)s on average of the last %(n)s inspected months; %(goal)s are asked for.")  # fmt: skip
        values = {"average": average, "n": wanted, "goal": goal}
        return Finding(average >= goal, said % values, average, goal, evidence)
