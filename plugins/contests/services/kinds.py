"""What contests let a level of a certification ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, ngettext

from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from plugins.contests.enums import Answer, ContestState
from plugins.contests.models import Member


class PlacedInContests(RequirementKind):
    """Has come so far in so many contests."""

    label = gettext_lazy("Placed in a contest")
    parameters = [
        Parameter("place", gettext_lazy("Place, or a better one"), 3),
        Parameter("number", gettext_lazy("In how many contests"), 1),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return the place and how many contests."""
        text = ngettext(
            "Among the first %(place)s of %(n)s contest",
            "Among the first %(place)s of %(n)s contests",
            parameters["number"],
        )
        return text % {"place": parameters["place"], "n": parameters["number"]}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask for the places of all."""
        rows = Member.objects.filter(
            person__in=[each.person.pk for each in candidates],
            answer=Answer.AGREED,
            contest__state=ContestState.ANNOUNCED,
            entry__rank__lte=parameters["place"],
        )
        found: dict[Any, list[Any]] = defaultdict(list)
        for key, person, at in rows.values_list("entry", "person", "contest__announced_at"):  # fmt: skip
            found[person].append((key, localdate(at)))
        return {
            each.person.pk: self._finding(
                [key for key, day in found[each.person.pk] if each.counts(day)],
                parameters["number"],
            )
            for each in candidates
        }

    def _finding(self, keys: Sequence[int], goal: int) -> Finding:
        n = len(keys)
        text = ngettext(
            "Placed in %(n)s contest so far, %(goal)s are asked for.",
            "Placed in %(n)s contests so far, %(goal)s are asked for.",
            n,
        )
        evidence = [f"lms_contests.entry:{key}" for key in keys]
        return Finding(n >= goal, text % {"n": n, "goal": goal}, n, goal, evidence)
