"""What waits on the admin's first page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.extensions import waiting_work
from plugins.complaints.enums import Grade
from plugins.complaints.tests.factories import make_closed, make_complaint
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def waiting(user):
    """Return how much waits for somebody, by address."""
    found = [e.item for e in waiting_work.enabled() if "lms_complaints" in e.key]
    return {each.address(): each.count(user) for each in found}


def test_what_nobody_handles_and_who_is_to_be_called_back_waits():
    make_complaint()
    make_complaint(handler=UserFactory())
    handler = make_closed(grade=Grade.RISK).handler

    unhandled, calls = "/plugins/complaints/", "/plugins/complaints/call-backs/"
    assert waiting(UserFactory()) == {unhandled: 1, calls: 1}
    left = StaffProfileFactory(leaves_date=timezone.localdate() - timedelta(days=1))
    make_complaint(handler=left.user)
    assert waiting(UserFactory()) == {unhandled: 2, calls: 1}
    assert waiting(handler) == {unhandled: 2, calls: 0}
