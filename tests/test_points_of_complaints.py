"""What complaints bring about in the share points, which know nothing of them."""

import pytest
from django.utils import timezone

from lms.events import dispatch
from lms.plugins.switching import enable
from plugins.complaints.events import SOLVED, SOLVED_MAJOR
from plugins.complaints.services.closing import call_back, close, rate, reopen
from plugins.complaints.services.handling import Act
from plugins.complaints.tests.factories import leader_of, make_closed
from plugins.rewards.models import LedgerEvent, Rule

MAJOR = {"amount": 3, "emotion": 3, "reach": 1}


def make_rated():
    """Return a complaint that was hard to solve; whatever listens has heard of it."""
    row = make_closed(grade="risk")
    act = Act(leader_of(row.team), timezone.now())
    call_back(complaint=row, outcome="satisfied", words="", act=act)
    rate(complaint=row, marks=MAJOR, act=act)
    for _time in range(2):
        dispatch(now=timezone.now())
    return row


def given():
    awards = LedgerEvent.objects.given()
    return [*awards.values_list("rule_version__rule__activity", "points")]


@pytest.mark.django_db
@pytest.mark.once
def test_a_complaint_pays_once_when_its_first_rule_is_switched_on_and_not_before():
    for label in ("lms_rewards", "lms_complaints"):
        enable(label)
    make_rated()
    assert given() == []
    Rule.objects.filter(activity__in=[SOLVED, SOLVED_MAJOR]).update(is_on=True)

    row = make_rated()
    reopen(complaint=row, why="又来了", act=Act(row.handler, timezone.now()))
    close(
        complaint=row, result="好", cause="delay", act=Act(row.handler, timezone.now())
    )
    dispatch(now=timezone.now())

    assert given() == [(SOLVED_MAJOR, 200)]
