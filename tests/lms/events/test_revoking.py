"""What was told as done, and does not count any more."""

import pytest

from lms.events import Target
from lms.events.host import ActivityRevoked, revoke_activity, tell_activity
from lms.models import PublishedEvent
from tests.factories.people import TeamFactory, UserFactory
from tests.lms.events.doors import NOON

pytestmark = pytest.mark.django_db
DONE = "lms.sample"


def revoked():
    rows = PublishedEvent.objects.filter(kind=ActivityRevoked.name).order_by("pk")
    return [*rows.values_list("payload__activity_key", flat=True)]


def test_all_that_was_told_of_a_target_is_revoked_once_and_nothing_else():
    person, about = UserFactory(), Target.of(TeamFactory())
    near = Target(about.model, f"{about.key}0")
    other = Target("lms.door", about.key)
    key = f"{DONE}:{about.key}:{person.pk}"
    tell_activity(DONE, about, person=person.pk, now=NOON)
    tell_activity(DONE, near, person=person.pk, now=NOON)
    tell_activity("lms.other", about, person=person.pk, now=NOON)
    tell_activity(DONE, other, person=None, now=NOON)

    for _time in range(2):
        revoke_activity(DONE, about, actor=None, now=NOON)
    assert revoked() == [key]

    turn = f"{about.key}:{person.pk}:again"
    tell_activity(DONE, about, person=person.pk, now=NOON, key=turn)
    revoke_activity(DONE, about, actor=person.pk, now=NOON)
    assert revoked() == [key, f"{key}:again"]
