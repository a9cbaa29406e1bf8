"""What the plugin adds to the demo."""

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.archives.models import Action, Edition, Review, Risk, WeeklyReport
from plugins.archives.services.demo import add_demo
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_demo_has_three_months_a_review_reports_and_risks_and_only_once():
    leader = UserFactory(username="zhoulanxi")
    StaffProfileFactory(user=leader, team=TeamFactory(name="热线一组", manager=leader))
    UserFactory(username="manager")

    assert "3 months" in add_demo(timezone.now())
    assert add_demo(timezone.now()) == ""
    assert Edition.objects.count() == 3
    assert Review.objects.get().people.count() == 2
    assert Action.objects.get().owner == leader
    assert Risk.objects.count() == 5
    assert WeeklyReport.objects.count() == 2
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
