"""The plugin keeps the contract of all plugins."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.mentoring.models import Pair
from plugins.mentoring.tests.factories import (
    make_mentor,
    make_observation,
    make_pair,
    make_review,
)
from tests.factories.people import StaffProfileFactory, UserFactory


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestMentoring(PluginContract):
    label = "lms_mentoring"

    def make_samples(self, number):
        today, now = timezone.localdate(), timezone.now()
        first = Pair.objects.order_by("pk").first()
        mentor = make_mentor()
        begun = today - timedelta(days=28)
        old = make_pair(
            mentor=mentor.person, begins=begun, weeks=2, state="handed_over"
        )
        pair = make_pair(mentor=mentor.person, begins=begun, continues=old)
        StaffProfileFactory(user=UserFactory(), joined_date=today)
        for each in {first, pair} - {None}:
            day = today - timedelta(days=number)
            make_observation(each, seen_on=day, written_at=now)
            make_review(each, day=day)
            each.steps.create(text=f"第{number}步")
            each.leaves.create(
                side="mentor",
                first_day=day,
                last_day=day,
                reason="年假",
                said_by=each.mentor,
                said_at=now,
            )
            each.results.create(
                activity="lms_courses.exam_passed",
                key=f"{each.pk}:{number}",
                achieved_at=now,
            )
        return [pair, mentor]

    def paths(self, samples):
        pairs = reverse("lms_mentoring:pairs")
        shown = [f"{pairs}?show={name}" for name in ("behind", "undecided", "over")]
        return [*super().paths(samples), *shown]
