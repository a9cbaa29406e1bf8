"""What the plugin adds to the demo."""

import pytest
import yaml
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.complaints.enums import Outcome, State
from plugins.complaints.models import CallBack, Category, Complaint, Entry, Rating
from plugins.complaints.services.demo import FILE, add_demo
from plugins.complaints.validators import refuse_personal_data
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_demo_has_complaints_in_each_state_only_once():
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    steps = [step for row in rows for step in row.get("steps", ())]
    names = {row["by"] for row in rows} | {step[1] for step in steps}
    names |= {step[3]["person"] for step in steps if "person" in step[3]}
    teams = {row["team"] for row in rows if "team" in row}
    teams |= {step[3]["team"] for step in steps if "team" in step[3]}
    made = [TeamFactory(name=name) for name in teams]
    for name in sorted(names):
        StaffProfileFactory(user=UserFactory(username=name), team=made[0])
    now = timezone.now()

    assert add_demo(now) == "Complaints: 16 added"
    assert add_demo(now) == ""
    assert {row.state for row in Complaint.objects.all()} == {*State}
    assert {row.outcome for row in CallBack.objects.all()} >= {"", Outcome.SATISFIED, Outcome.UNSATISFIED}  # fmt: skip
    assert {row.is_major for row in Rating.objects.all()} == {True, False}
    assert Complaint.objects.over(now).exists()
    assert not Complaint.objects.filter(category=None).exists()
    assert not Complaint.objects.filter(team=None).exists()
    for entry in Entry.objects.all():
        refuse_personal_data(entry.text)
    for row in Complaint.objects.all():
        refuse_personal_data(f"{row.happened} {row.wanted} {row.reference}")
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Complaint.objects.exists()
    assert Category.objects.exists()
