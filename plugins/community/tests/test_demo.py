"""What the plugin adds to the demo."""

import pytest
import yaml
from django.utils import timezone

from lms.detector import find_personal_data
from lms.models import PublishedEvent
from plugins.community.models import Application, Fund, Meeting, Suggestion
from plugins.community.services.demo import FILE, add_demo
from plugins.community.services.ledger import balance_of
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def names(known):
    """Return all user names of the file."""
    if isinstance(known, dict):
        fields = ("by", "host", "owner", "first_by", "decided_by")
        own = {known[name] for name in fields if name in known}
        many = [
            *known.get("support", ()),
            *known.get("coming", ()),
            *known.get("there", ()),
        ]
        return own.union(many, *map(names, known.values()))
    return set().union(*map(names, known)) if isinstance(known, list) else set()


def test_the_demo_has_suggestions_meetings_and_funds_and_only_once():
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    team, now = TeamFactory(), timezone.now()
    for name in sorted(names(known)):
        StaffProfileFactory(user=UserFactory(username=name), team=team)

    assert add_demo(now) == "Suggestions: 7, meetings: 3, funds: 2 added"
    assert add_demo(now) == ""
    today = timezone.localdate(now)
    assert Suggestion.objects.overdue(today).count() == 1
    assert Suggestion.objects.adopted().count() == 2
    assert Meeting.objects.to_come().get().talks.filter(state="on").count() == 3
    assert [balance_of(fund) for fund in Fund.objects.order_by("pk")] == [26500, 11100]
    assert Application.objects.filter(state="waiting").count() == 2
    assert find_personal_data(FILE.read_text(encoding="utf-8")) == []
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Suggestion.objects.exists()
