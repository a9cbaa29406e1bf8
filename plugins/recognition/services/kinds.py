"""What recognition lets a level of a certification ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from lms.counted import Counted
from plugins.recognition.models import Praise, Star


class StarsAwarded(Counted):
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


class PraisedByCustomers(Counted):
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
