"""How often people were praised and thanked, for whoever looks at figures."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy

from lms.enums import IndicatorUnit
from lms.extensions import Indicator
from plugins.recognition.models import Praise


class _Shown(Indicator):
    """What hangs on the wall, of the days on which it happened."""

    unit = IndicatorUnit.COUNT

    def rows(self) -> Any:
        """Return what counts, of whatever day."""
        raise NotImplementedError

    def of_all(self, first: date, last: date) -> Decimal:
        """Return how often anybody was; nothing at all is a figure, too."""
        return Decimal(self._between(first, last).count())

    def of_people(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Decimal]:
        """Return how often each person was; whoever never was has nought."""
        rows = self._between(first, last).filter(person__in=people)
        found = dict(rows.values_list("person").annotate(number=Count("pk")))
        return {person: Decimal(found.get(person, 0)) for person in people}

    def _between(self, first: date, last: date) -> Any:
        return self.rows().filter(happened_on__range=(first, last)).order_by()


class PraiseFromCustomers(_Shown):
    """Praise from customers that a second person confirmed."""

    label = gettext_lazy("Praise from customers")

    def rows(self) -> Any:
        """Return the praise that counts."""
        return Praise.objects.shown().from_customers()


class ThanksFromColleagues(_Shown):
    """Thanks from colleagues."""

    label = gettext_lazy("Thanks from colleagues")

    def rows(self) -> Any:
        """Return the thanks that count."""
        return Praise.objects.shown().from_colleagues()
