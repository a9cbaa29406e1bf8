"""What the plugin adds to the demo."""

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.contests.models import Contest, Entry, Proposal
from plugins.contests.services.demo import add_demo
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PEOPLE = ("manager", "zhoulanxi", "yanshuobai", "bairuoxi", "luomin", "chenyu")
ENTRANTS = ("dingleyao", "gaoyifan", "xuqiaoying", "agent", "mengran", "songyuhe")


def test_the_demo_has_a_contest_that_is_over_and_one_that_is_open():
    for name in (*PEOPLE, *ENTRANTS):
        StaffProfileFactory(user=UserFactory(username=name), team=TeamFactory())
    now = timezone.now()

    assert add_demo(now) == "Contests: 2, entries: 10"
    assert add_demo(now) == ""
    assert {*Contest.objects.values_list("state", flat=True)} == {"announced", "open"}
    prizes = Entry.objects.filter(rank__lte=3).order_by("rank")
    assert [*prizes.values_list("prize", flat=True)] == [2000, 1500, 1000]
    assert Proposal.objects.filter(may_be_shown=True).exists()
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Contest.objects.exists()
