"""The plugin keeps the contract of all plugins."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.testing.contract import PluginContract
from lms.testing.samples import make_person
from plugins.community.models import Comment, Fund, Meeting, Seat, Support
from plugins.community.services.ledger import last_number, pay_in
from plugins.community.tests.factories import (
    make_application,
    make_fund,
    make_item,
    make_meeting,
    make_staff,
    make_suggestion,
    make_talk,
)


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
        meeting = Meeting.objects.order_by("pk").first()
        meeting = meeting or make_meeting(starts_at=now, host=person)
        make_meeting(state="held")
        make_talk(meeting, person)
        make_talk(meeting, person, state="on", place=number)
        make_item(meeting, person)
        Seat.objects.create(meeting=meeting, person=other)
        fund = Fund.objects.order_by("pk").first() or make_fund(10**6, kind="budget")
        asked = make_application(fund, person, team=person.staff_profile.team)
        pay_in(
            fund=fund,
            amount=5,
            note="拨入",
            after=last_number(fund),
            user=self.keeper(),
            now=now,
        )
        return [row, meeting, fund, asked]

    def keeper(self):
        return make_person(superuser=True)

    def paths(self, samples):
        root = reverse("lms_community:suggestions")
        return [
            *super().paths(samples),
            f"{root}?order=support&words=短信",
            f"{reverse('lms_community:meetings')}?show=past",
            f"{reverse('lms_community:meetings')}?show=items",
            f"{reverse('lms_community:applications')}?show=all",
            reverse("lms_community:record", args=[samples[1].pk]),
        ]
