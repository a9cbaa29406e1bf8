"""What inspections tell tables of performance and monthly reports."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plugins.inspections.models import Objection
from plugins.inspections.services.telling import INDICATORS
from plugins.inspections.tests.factories import (
    MONTH,
    NOW,
    PHRASE,
    make_person,
    make_plan,
    make_sheet,
)

pytestmark = pytest.mark.django_db
LAST = MONTH + timedelta(days=30)


def test_months_are_weighed_and_sheets_are_counted_as_they_were_decided():
    plan = make_plan(goal=80)
    one, two = make_person(), make_person()
    make_sheet(plan, one, score="70", knocked=[PHRASE])
    make_sheet(plan, one, score="80", source="onsite")
    decided = make_sheet(plan, two, score="60", knocked=[PHRASE])
    Objection.objects.create(
        sheet=decided, reason="没有说", made_at=NOW, outcome="changed",
        marks=decided.marks, knocked=[], new_score=90,
    )  # fmt: skip
    make_sheet(plan, two, score="0", state="submitted")
    make_sheet(plan, two, score="0", second_of=decided)
    make_sheet(plan, two, score="10", happened_on=LAST + timedelta(days=1))

    def told(key):
        indicator = INDICATORS[key]
        own = indicator.of_people([one.pk, two.pk], MONTH, LAST)
        return indicator.of_all(MONTH, LAST), own[one.pk], own[two.pk]

    assert told("mean_score") == (83, 76, 90)  # 70 * .4 + 80 * .6, and 90
    assert told("at_goal") == (Decimal("66.67"), 50, 100)
    assert told("faultless") == (Decimal("66.67"), 50, 100)


def test_where_nothing_was_inspected_nothing_is_told():
    person = make_person()
    for indicator in INDICATORS.values():
        assert indicator.of_all(MONTH, LAST) is None
        assert indicator.of_people([person.pk], MONTH, LAST) == {}
