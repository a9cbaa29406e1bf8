"""What the plugin adds to the demo."""

import pytest
import yaml
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.recognition.enums import MonthState, PraiseState
from plugins.recognition.models import Candidate, Praise, Star, StarMonth, Story
from plugins.recognition.services.ballots import running_month
from plugins.recognition.services.demo import FILE, add_demo
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def names():
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rows = [*known["thanks"], *known["praise"], *known["stories"], *known["stars"]]
    fields = ("from", "to", "by", "confirmed", "person", "decided_by", "announced_by")
    return {row[name] for row in rows for name in fields if name in row}


def test_the_demo_has_stars_stories_and_a_ballot_that_runs_and_only_once():
    team = TeamFactory()
    for name in sorted(names()):
        StaffProfileFactory(user=UserFactory(username=name), team=team)
    now = timezone.now()

    assert add_demo(now).endswith("stars: 3 added")
    assert add_demo(now) == ""
    assert running_month(timezone.localdate(now)).papers.count() == 4
    states = [*StarMonth.objects.order_by("month").values_list("state", flat=True)]
    assert states == [MonthState.ANNOUNCED] * 3 + [MonthState.OPEN]
    for star in Star.objects.filter(is_of_team=False):
        assert Candidate.objects.filter(month=star.month, person=star.person, rank=1)
        assert star.total
    assert Praise.objects.filter(state=PraiseState.WAITING).count() == 2
    assert {*Story.objects.values_list("consents", flat=True)} == {True, None}
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Praise.objects.exists()
