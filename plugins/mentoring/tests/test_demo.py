"""What the plugin adds to the demo."""

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.mentoring.enums import PairState
from plugins.mentoring.models import Mentor, Pair
from plugins.mentoring.services.demo import add_demo
from plugins.mentoring.services.figures import weeks_of_pairs
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PEOPLE = (
    *("trainer", "contributor", "luomin", "chenyu", "tianxiaoman", "songyuhe"),
    *("jianglin", "fanyichen", "dingleyao", "agent"),
)


def test_the_demo_has_pairs_in_different_states_and_only_once():
    for name in PEOPLE:
        UserFactory(username=name)
    now = timezone.now()

    assert add_demo(now) == "Mentors: 5, pairs: 4 added"
    assert add_demo(now) == ""
    assert Mentor.objects.count() == 5
    states = {*Pair.objects.values_list("state", flat=True)}
    assert states == {*PairState} - {PairState.ENDED}
    weeks = weeks_of_pairs(Pair.objects.all(), timezone.localdate(now))
    assert any(each.missing for each in weeks.values())
    assert any(each.late for each in weeks.values())
    assert all(each.kept for each in weeks.values())
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Mentor.objects.exists()
