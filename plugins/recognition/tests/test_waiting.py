"""What waits on the admin's first page."""

import pytest

from lms.extensions import waiting_work
from plugins.recognition.enums import PraiseState
from plugins.recognition.tests.factories import make_praise
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def waiting(user):
    """Return how much waits for somebody, by address."""
    found = [e.item for e in waiting_work.enabled() if "lms_recognition" in e.key]
    return {each.address(): each.count(user) for each in found}


def test_praise_waits_for_others_than_whoever_it_is_about_and_whoever_wrote_it():
    make_praise()
    row = make_praise(state=PraiseState.WAITING)

    address = "/plugins/recognition/waiting/"
    assert waiting(UserFactory()) == {address: 1}
    assert waiting(row.person) == waiting(row.given_by) == {address: 0}
