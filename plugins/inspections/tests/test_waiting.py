"""What waits on the admin's first page."""

import pytest

from lms.extensions import waiting_work
from plugins.inspections.models import Objection
from plugins.inspections.tests.factories import NOW, make_sheet
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def waiting(user):
    """Return how much waits for somebody, by address."""
    found = [e.item for e in waiting_work.enabled() if "lms_inspections" in e.key]
    return {each.address(): each.count(user) for each in found}


def test_an_objection_waits_for_others_than_the_two_of_the_sheet():
    sheet = make_sheet(score="75")
    Objection.objects.create(sheet=sheet, reason="当时在安抚客户", made_at=NOW)

    address = "/plugins/inspections/objections/"
    assert waiting(UserFactory()) == {address: 1}
    assert waiting(sheet.person) == waiting(sheet.inspector) == {address: 0}
