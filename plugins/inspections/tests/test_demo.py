"""What the plugin adds to the demo."""

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.inspections.enums import Outcome, SheetState
from plugins.inspections.models import IndicatorValue, Member, Objection, Sheet
from plugins.inspections.services.demo import add_demo
from plugins.inspections.services.figures import lines_of
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEEPERS = ("manager", "zhoulanxi", "yanshuobai", "bairuoxi")
AGENTS = ("agent", "dingleyao", "gaoyifan", "xuqiaoying", "mengran", "wuqinghe")


def test_the_demo_has_sheets_in_all_states_and_only_once():
    hotline, chat = TeamFactory(name="热线一组"), TeamFactory(name="在线客服组")
    for name in KEEPERS:
        StaffProfileFactory(user=UserFactory(username=name), team=TeamFactory())
    for number, name in enumerate(AGENTS):
        team = chat if number % 2 else hotline
        StaffProfileFactory(user=UserFactory(username=name), team=team)
    now = timezone.now()

    assert add_demo(now).startswith("Plans: 3, sheets: 54, figures: 32")
    assert add_demo(now) == ""
    assert {*Sheet.objects.values_list("state", flat=True)} == {*SheetState}
    assert {*Objection.objects.values_list("outcome", flat=True)} == {*Outcome}
    scores = [line.score for line in lines_of(Member.objects.all())]
    assert sum(score is not None for score in scores) >= len(AGENTS) * 2
    assert IndicatorValue.objects.exists()
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Sheet.objects.exists()
