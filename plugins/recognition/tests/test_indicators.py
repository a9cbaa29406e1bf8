"""How often people were praised and thanked, as tables of performance ask."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from plugins.recognition.services.indicators import (
    PraiseFromCustomers,
    ThanksFromColleagues,
)
from plugins.recognition.tests.factories import TODAY, make_praise, make_thanks
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)


def test_what_hangs_on_the_wall_is_counted_in_one_query(django_assert_num_queries):
    person, other, nobody = UserFactory(), UserFactory(), UserFactory()
    make_praise(person)
    make_praise(person, happened_on=FIRST)
    make_praise(other, happened_on=LAST)
    make_praise(person, happened_on=FIRST - timedelta(days=1))
    make_praise(person, state="waiting")
    make_thanks(person, happened_on=TODAY)
    make_thanks(person, state="hidden")
    people = [person.pk, nobody.pk]

    for indicator, of_all, of_person in (
        (PraiseFromCustomers(), 3, 2),
        (ThanksFromColleagues(), 1, 1),
    ):
        with django_assert_num_queries(1):
            assert indicator.of_all(FIRST, LAST) == Decimal(of_all)
        with django_assert_num_queries(1):
            found = indicator.of_people(people, FIRST, LAST)
        assert found == {person.pk: Decimal(of_person), nobody.pk: Decimal(0)}
