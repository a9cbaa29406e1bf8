"""What the plugin adds to the demo."""

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.performance.models import ImprovementPlan, Prize, Rating, Sheet
from plugins.performance.services.demo import add_demo
from plugins.performance.services.working import results_of
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AGENTS = ("agent", "chenyu", "dingleyao", "jianglin", "luomin", "mengran", "wuqinghe")


def test_the_demo_has_months_that_can_be_checked_and_only_once():
    leader = UserFactory(username="zhoulanxi")
    team = TeamFactory(name="热线一组", manager=leader)
    for name in ("manager", "reviewer", "trainer"):
        StaffProfileFactory(user=UserFactory(username=name), team=TeamFactory())
    for name in AGENTS:
        StaffProfileFactory(user=UserFactory(username=name), team=team)
    now = timezone.now()

    assert add_demo(now).startswith("Months: 4, sheets: 28, targets: 2")
    assert add_demo(now) == ""
    sheets = [*Sheet.objects.out().select_related("version")]
    results = results_of(sheets)
    assert all(s.total == results[s.pk].total is not None for s in sheets)
    assert Rating.objects.waiting().filter(rater=leader).count() == len(AGENTS)
    assert ImprovementPlan.objects.exists()
    assert Prize.objects.exists()
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Sheet.objects.exists()
