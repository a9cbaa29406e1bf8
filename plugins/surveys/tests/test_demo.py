"""What the plugin adds to the demo."""

import csv

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.surveys.enums import FollowUpState, WaveState
from plugins.surveys.models import FollowUp, Voice, Wave
from plugins.surveys.services.demo import FOLDER, add_demo
from plugins.surveys.services.results import pairs_of
from plugins.surveys.validators import refuse_personal_data
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_demo_has_a_pair_a_running_wave_and_voices_in_each_state_only_once():
    names = {"trainer", "manager"}
    for name in ("voices.csv", "training.csv"):
        with (FOLDER / name).open(encoding="utf-8") as file:
            names |= {row["person"] for row in csv.DictReader(file)}
    for name in sorted(names):
        UserFactory(username=name)
    now = timezone.now()

    line = add_demo(now)

    assert line == "Surveys: 5, voices of customers: 40 added"
    assert add_demo(now) == ""
    today = timezone.localdate(now)
    states = [wave.state_on(today) for wave in Wave.objects.all()]
    assert states.count(WaveState.OPEN) == 2
    number, pairs = pairs_of(Wave.objects.get(name__contains="课后"))
    assert number == 12
    assert all(pair.change > 0 for pair in pairs)
    late = FollowUp.objects.overdue(now)
    assert late.count() == 1
    assert {row.state for row in FollowUp.objects.all()} == {*FollowUpState}
    for voice in Voice.objects.all():
        refuse_personal_data(voice.words)
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Wave.objects.exists()
