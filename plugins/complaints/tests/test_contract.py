"""The plugin keeps the contract of all plugins."""

import pytest

from lms.testing.contract import PluginContract
from plugins.complaints.tests.factories import make_closed, make_complaint, make_kind
from tests.factories.people import UserFactory


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestComplaints(PluginContract):
    label = "lms_complaints"

    def make_samples(self, number):
        kind = make_kind()
        return [
            make_complaint(category=kind, handler=UserFactory()),
            make_closed(grade="risk", category=kind),
        ]
