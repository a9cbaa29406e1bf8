"""What the plugin adds to the demo."""

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.growth.enums import AssessmentState, PlanState
from plugins.growth.models import Assessment, PersonalPlan, Skill
from plugins.growth.services.demo import add_demo
from plugins.growth.tests.factories import make_person
from tests.factories.people import TeamFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AGENTS = ("agent", "dingleyao", "xuqiaoying", "wuqinghe", "yipwingyu")


def test_the_demo_has_all_states_and_only_once():
    team = TeamFactory(manager=make_person(job="组长", username="zhoulanxi"))
    for name in AGENTS:
        make_person(team, username=name)
    make_person(team, "投诉专员", username="yaomengting")
    now = timezone.now()

    assert add_demo(now) == "Skills: 8, rounds: 2, levels: 62, plans: 4"
    assert add_demo(now) == ""
    assert {*Assessment.objects.values_list("state", flat=True)} == {*AssessmentState}
    states = {*PersonalPlan.objects.values_list("state", flat=True)}
    assert states == {*PlanState} - {PlanState.DROPPED}
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Skill.objects.exists()
