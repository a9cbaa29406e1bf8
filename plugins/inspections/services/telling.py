"""Figures of inspections that tables of performance and monthly reports can show."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Case, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy

from lms.enums import IndicatorUnit
from lms.extensions import Indicator
from plugins.inspections.models import PlanSource, Sheet
from plugins.inspections.services.figures import mean
from plugins.inspections.services.scoring import rounded, score_month


class MeanScore(Indicator):
    """The mean score of people's months, of the sheets of some days."""

    label = gettext_lazy("Inspections: mean score of a month")
    unit = IndicatorUnit.MARK

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the mean of all months."""
        scores = _scores(_inspected(first, last))
        return mean(score for own in scores.values() for score in own)

    def of_people(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Decimal]:
        """Return the mean of each person's months."""
        scores = _scores(_inspected(first, last).filter(person__in=people))
        means = {person: mean(own) for person, own in scores.items()}
        return {person: found for person, found in means.items() if found is not None}


def _scores(sheets: Any) -> dict[Any, list[Decimal | None]]:
    """Return the scores of months by person, each weighed as its plan says."""
    sources = PlanSource.objects.filter(plan=OuterRef("plan"), source=OuterRef("source"))  # fmt: skip
    weighed = sheets.annotate(weight=Subquery(sources.values("weight")[:1]))
    rows = weighed.values_list("person", "member", "source", "weight", "result")
    weights: dict[Any, dict[Any, int]] = defaultdict(dict)
    results: dict[Any, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))  # fmt: skip
    for person, member, source, weight, result in rows:
        weights[person, member][source] = weight or 0
        results[person, member][source].append(result)
    scores: dict[Any, list[Decimal | None]] = defaultdict(list)
    for (person, member), known in weights.items():
        month = score_month([*known.items()], results[person, member])
        scores[person].append(month.score)
    return scores


class _Share(Indicator):
    """How many of a hundred sheets are as they should be."""

    unit = IndicatorUnit.PERCENT
    good: Q

    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the share of all sheets; None without any."""
        found = _inspected(first, last).aggregate(share=self._share())["share"]
        return None if found is None else rounded(Decimal(found))

    def of_people(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Decimal]:
        """Return the share of each person's sheets."""
        rows = _inspected(first, last).filter(person__in=people)
        shares = rows.values_list("person").annotate(share=self._share())
        return {person: rounded(Decimal(share)) for person, share in shares}

    def _share(self) -> Avg:
        return Avg(Case(When(self.good, then=100.0), default=0.0))


class AtGoal(_Share):
    """How many sheets have a score that is not below the goal of their plan."""

    label = gettext_lazy("Inspections: sheets at the goal or above")
    good = Q(result__gte=F("plan__goal"))


class Faultless(_Share):
    """How many sheets name nothing of what must not happen."""

    label = gettext_lazy("Inspections: sheets without a knock-out")
    good = Q(final_knocked=[])


def _inspected(first: date, last: date) -> Any:
    """Return the sheets that count of what happened in these days."""
    rows = Sheet.objects.counted().filter(happened_on__range=(first, last))
    return rows.with_result().with_final_marks().order_by()


INDICATORS: Mapping[str, Indicator] = {
    "mean_score": MeanScore(),
    "at_goal": AtGoal(),
    "faultless": Faultless(),
}
