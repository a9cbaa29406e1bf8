"""What the community lets a level of a certification ask for, and its figures."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lms.day_plots import moments
from lms.enums import IndicatorUnit
from lms.extensions import (
    Candidate,
    Finding,
    Indicator,
    Parameter,
    RequirementKind,
)
from plugins.community.models import Suggestion


class SuggestionsAdopted(RequirementKind):
    """Made so many suggestions that were accepted."""

    label = gettext_lazy("Suggestions that were accepted")
    parameters = [Parameter("number", pgettext_lazy("requirement", "How many"), 1)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        text = ngettext("%(n)s suggestion accepted", "%(n)s suggestions accepted", n)
        return text % {"n": n}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Count what was accepted, by the day on which it was."""
        people = [each.person.pk for each in candidates]
        rows = Suggestion.objects.adopted().filter(suggested_by__in=people)
        found = defaultdict(list)
        for key, person, at in rows.values_list("pk", "suggested_by", "accepted_at"):
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
            "%(n)s suggestion accepted so far, %(goal)s are asked for.",
            "%(n)s suggestions accepted so far, %(goal)s are asked for.",
            n,
        )
        evidence = [f"lms_community.suggestion:{key}" for key in keys]
        return Finding(n >= goal, text % {"n": n, "goal": goal}, n, goal, evidence)


class AcceptedSuggestions(Indicator):
    """How many suggestions were accepted in some days."""

    label = gettext_lazy("Suggestions that were accepted")
    unit = IndicatorUnit.COUNT

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return how many of the house; None while nobody has suggested anything."""
        if not Suggestion.objects.exists():
            return None
        return Decimal(_accepted(first, last).count())

    def of_people(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Decimal]:
        """Return how many of each person."""
        rows = _accepted(first, last).filter(suggested_by__in=people)
        counts = rows.values_list("suggested_by").annotate(n=Count("pk"))
        return {person: Decimal(n) for person, n in counts}


def _accepted(first: date, last: date) -> Any:
    begin, end = moments(first, last)
    rows = Suggestion.objects.adopted().order_by()
    return rows.filter(accepted_at__gte=begin, accepted_at__lt=end)
