"""The kinds of requirements that mentoring supplies to certifications."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from plugins.mentoring.enums import PairState
from plugins.mentoring.models import Observation, Pair
from plugins.mentoring.weeks import monday_of

_NUMBER = [Parameter("number", gettext_lazy("How many"), 1)]


class ApprenticesPassed(RequirementKind):
    """Has led so many apprentices to the end."""

    label = gettext_lazy("Apprentices have passed")
    parameters = _NUMBER

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        text = ngettext("%(n)s apprentice passed", "%(n)s apprentices passed", n)
        return text % {"n": n}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the pairs of all."""
        rows = Pair.objects.filter(
            mentor__in=[each.person.pk for each in candidates], state=PairState.PASSED
        )
        passed: dict[Any, list[tuple[int, Any]]] = defaultdict(list)
        for key, mentor, day in rows.values_list("pk", "mentor", "closed_on"):
            passed[mentor].append((key, day))
        return {
            each.person.pk: self._finding(
                [key for key, day in passed[each.person.pk] if each.counts(day)],
                parameters["number"],
            )
            for each in candidates
        }

    def _finding(self, keys: Sequence[int], goal: int) -> Finding:
        n = len(keys)
        text = ngettext(
            "%(n)s apprentice has passed so far, %(goal)s are asked for.",
            "%(n)s apprentices have passed so far, %(goal)s are asked for.",
            n,
        )
        evidence = [f"lms_mentoring.pair:{key}" for key in keys]
        return Finding(n >= goal, text % {"n": n, "goal": goal}, n, goal, evidence)


class WeeksObserved(RequirementKind):
    """Has written observations of apprentices in so many weeks."""

    label = gettext_lazy("Observations of apprentices")
    parameters = [Parameter("number", gettext_lazy("How many"), 8)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        text = ngettext(
            "Observations of apprentices in %(n)s week",
            "Observations of apprentices in %(n)s weeks",
            n,
        )
        return text % {"n": n}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the observations of all: one counts for each pair and week."""
        rows = Observation.objects.filter(
            pair__mentor__in=[each.person.pk for each in candidates]
        )
        seen: dict[Any, list[tuple[int, int, Any]]] = defaultdict(list)
        for key, pair, mentor, day in rows.values_list("pk", "pair", "pair__mentor", "seen_on"):  # fmt: skip
            seen[mentor].append((key, pair, day))
        return {
            each.person.pk: self._finding(
                {
                    (pair, monday_of(day)): key
                    for key, pair, day in seen[each.person.pk]
                    if each.counts(day)
                },
                parameters["number"],
            )
            for each in candidates
        }

    def _finding(self, weeks: Mapping[Any, int], goal: int) -> Finding:
        n = len(weeks)
        text = ngettext(
            "Observations in %(n)s week so far, %(goal)s are asked for.",
            "Observations in %(n)s weeks so far, %(goal)s are asked for.",
            n,
        )
        evidence = [f"lms_mentoring.observation:{key}" for key in sorted(weeks.values())]  # fmt: skip
        return Finding(n >= goal, text % {"n": n, "goal": goal}, n, goal, evidence)
