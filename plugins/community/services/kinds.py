"""What the community lets a level of a certification ask for, and its figures."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy, ngettext

from lms.counted import Counted
from lms.day_plots import moments
from lms.enums import IndicatorUnit
from lms.extensions import Indicator
from plugins.community.enums import TalkState
from plugins.community.models import Suggestion, Talk


class SuggestionsAdopted(Counted):
    """Made so many suggestions that were accepted."""

    label = gettext_lazy("Suggestions that were accepted")
    model = "lms_community.suggestion"

    def rows(self, people: Sequence[Any]) -> Any:
        """Return what was accepted."""
        rows = Suggestion.objects.adopted().filter(suggested_by__in=people)
        return rows.values_list("pk", "suggested_by", "accepted_at")

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        text = ngettext("%(n)s suggestion accepted", "%(n)s suggestions accepted", n)
        return text % {"n": n}

    def say(self, n: int, goal: int) -> str:
        """Return how many there are and how many are asked for."""
        text = ngettext(
            "%(n)s suggestion accepted so far, %(goal)s are asked for.",
            "%(n)s suggestions accepted so far, %(goal)s are asked for.",
            n,
        )
        return text % {"n": n, "goal": goal}


class TalksGiven(Counted):
    """Gave so many talks at meetings."""

    label = gettext_lazy("Talks given at meetings")
    model = "lms_community.talk"

    def rows(self, people: Sequence[Any]) -> Any:
        """Return the talks that were given."""
        rows = Talk.objects.filter(state=TalkState.GIVEN, speaker__in=people)
        return rows.values_list("pk", "speaker", "meeting__starts_at")

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        return ngettext("%(n)s talk given", "%(n)s talks given", n) % {"n": n}

    def say(self, n: int, goal: int) -> str:
        """Return how many there are and how many are asked for."""
        text = ngettext(
            "%(n)s talk given so far, %(goal)s are asked for.",
            "%(n)s talks given so far, %(goal)s are asked for.",
            n,
        )
        return text % {"n": n, "goal": goal}


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
        """Return how many of each person; what hides its name counts for the house alone."""
        known = _accepted(first, last).filter(is_anonymous=False)
        rows = known.filter(suggested_by__in=people)
        counts = rows.values_list("suggested_by").annotate(n=Count("pk"))
        return {person: Decimal(n) for person, n in counts}


def _accepted(first: date, last: date) -> Any:
    begin, end = moments(first, last)
    rows = Suggestion.objects.adopted().order_by()
    return rows.filter(accepted_at__gte=begin, accepted_at__lt=end)
