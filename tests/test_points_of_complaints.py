"""What complaints bring about in the share points, which know nothing of them."""

from datetime import date

import pytest
from django.utils import timezone

from lms.events import dispatch
from lms.plugins.switching import enable
from plugins.complaints.events import SOLVED, SOLVED_MAJOR
from plugins.complaints.services.closing import call_back, rate
from plugins.complaints.services.handling import Act
from plugins.complaints.tests.factories import leader_of, make_closed
from plugins.rewards.models import LedgerEvent, Rule, RuleVersion


@pytest.mark.django_db
@pytest.mark.once
def test_a_complaint_that_was_hard_to_solve_is_paid_once_by_its_rule():
    for label in ("lms_rewards", "lms_complaints"):
        enable(label)
    for code, activity, points in (("one", SOLVED, 50), ("two", SOLVED_MAJOR, 200)):
        rule = Rule.objects.create(code=code, activity=activity, name=code, is_on=True)
        RuleVersion.objects.create(
            rule=rule, points=points, effective_from=date(2020, 1, 1)
        )
    row = make_closed(grade="risk")
    act = Act(leader_of(row.team), timezone.now())
    call_back(complaint=row, outcome="satisfied", words="", act=act)

    rate(complaint=row, marks={"amount": 3, "emotion": 3, "reach": 1}, act=act)
    for _time in range(2):
        dispatch(now=timezone.now())

    awards = LedgerEvent.objects.given().values_list("rule_version__rule__code", "points")  # fmt: skip
    assert [*awards] == [("two", 200)]
