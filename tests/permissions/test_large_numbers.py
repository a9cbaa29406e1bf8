"""An address with a number that no database holds."""

import pytest
from django.urls import resolve

from tests.permissions import addresses
from tests.permissions.addresses import all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = ("lms", "knowledge_base", "plugins")


def test_a_number_with_more_than_64_bits_leads_nowhere(client_as, monkeypatch):
    monkeypatch.setitem(addresses.SAMPLES, "int", str(2**63))
    numbered = [each for each in all_addresses() if "<int:" in each.route]
    paths = [each.sample for each in numbered if "<uuid:" not in each.route]
    ours = [path for path in paths if resolve(path).func.__module__.startswith(OURS)]
    admin = client_as("admin")

    answers = {path: admin.get(path).status_code for path in ours}

    assert {path: code for path, code in answers.items() if code != 404} == {}
    assert len(ours) > 30
