"""The plugin keeps the contract of all plugins."""

import pytest
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.community.models import Comment, Support
from plugins.community.tests.factories import make_staff, make_suggestion


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestCommunity(PluginContract):
    label = "lms_community"

    def make_samples(self, number):
        now = timezone.now()
        person, other = make_staff(), make_staff()
        row = make_suggestion(person, suggested_at=now)
        Support.objects.create(suggestion=row, person=other, at=now)
        Comment.objects.create(suggestion=row, by=other, at=now, text=f"好 {number}")
        return [row]
