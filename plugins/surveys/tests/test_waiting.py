"""What waits on the admin's first page."""

import pytest

from lms.extensions import waiting_work
from plugins.surveys.tests.factories import make_follow_up
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_a_follow_up_that_is_nobodys_waits():
    make_follow_up()
    make_follow_up(owner=UserFactory())

    found = [e.item for e in waiting_work.enabled() if "lms_surveys" in e.key]

    waiting = {each.address(): each.count(UserFactory()) for each in found}
    assert waiting == {"/plugins/surveys/follow-ups/": 1}
