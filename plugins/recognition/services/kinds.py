"""What recognition lets a level of a certification ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from plugins.recognition.models import Praise, Star

_Dated = list[tuple[int, Any]]


class _Counted(RequirementKind):
    """So many of something, each of a day that counts."""

    parameters = [Parameter("number", gettext_lazy("How many"), 1)]
    model = ""

    def rows(self, people: Sequence[Any]) -> Any:
        """Return key, person and day of each."""
        raise NotImplementedError

    def say(self, n: int, goal: int) -> str:
        """Return how many there are and how many are asked for."""
        raise NotImplementedError

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask for the rows of all."""
        found: dict[Any, _Dated] = defaultdict(list)
        for key, person, day in self.rows([each.person.pk for each in candidates]):
            found[person].append((key, day))
        return {
            each.person.pk: self._finding(
                [key for key, day in found[each.person.pk] if each.counts(day)],
                parameters["number"],
            )
            for each in candidates
        }

    def _finding(self, keys: Sequence[int], goal: int) -> Finding:
        n = len(keys)
        evidence = [f"{self.model}:{key}" for key in keys]
        return Finding(n >= goal, self.say(n, goal), n, goal, evidence)


class StarsAwarded(_Counted):
    """Has been the star of so many months."""

    label = gettext_lazy("Service Stars")
    model = "lms_recognition.star"

    def rows(self, people: Sequence[Any]) -> Any:
        """Return the stars that count."""
        found = Star.objects.awarded().filter(person__in=people)
        return found.values_list("pk", "person", "month__month")

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        text = ngettext("Service Star of %(n)s month", "Service Star of %(n)s months", n)  # fmt: skip
        return text % {"n": n}

    def say(self, n: int, goal: int) -> str:
        """Return how many there are and how many are asked for."""
        text = ngettext(
            "Service Star of %(n)s month so far, %(goal)s are asked for.",
            "Service Star of %(n)s months so far, %(goal)s are asked for.",
            n,
        )
        return text % {"n": n, "goal": goal}


class PraisedByCustomers(_Counted):
    """Was praised by customers so often."""

    label = gettext_lazy("Praise from customers that was confirmed")
    model = "lms_recognition.praise"

    def rows(self, people: Sequence[Any]) -> Any:
        """Return the praise that counts."""
        found = Praise.objects.shown().from_customers().filter(person__in=people)
        return found.values_list("pk", "person", "happened_on")

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        text = ngettext("Praised by %(n)s customer", "Praised by %(n)s customers", n)
        return text % {"n": n}

    def say(self, n: int, goal: int) -> str:
        """Return how many there are and how many are asked for."""
        text = ngettext(
            "Praised by %(n)s customer so far, %(goal)s are asked for.",
            "Praised by %(n)s customers so far, %(goal)s are asked for.",
            n,
        )
        return text % {"n": n, "goal": goal}
