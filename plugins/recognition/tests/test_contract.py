"""The plugin keeps the contract of all plugins."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.recognition.models import StarMonth, Story
from plugins.recognition.services.streaks import month_before
from plugins.recognition.tests.factories import (
    make_candidate,
    make_month,
    make_praise,
    make_staff,
    make_star,
    make_thanks,
)


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestRecognition(PluginContract):
    label = "lms_recognition"

    def make_samples(self, number):
        now = timezone.now()
        today = timezone.localdate(now)
        when = {"happened_on": today, "given_at": now}
        person = make_staff()
        admin = type(person).objects.filter(is_superuser=True).first()
        waiting = make_praise(person, **when, state="waiting")
        shown = make_praise(person, **when)
        thanks = make_thanks(person, admin, **when)
        story = {"title": "第三次来电", "text": "跟到结束", "told_at": now}
        Story.objects.create(praise=shown, consents=True, **story)
        first = StarMonth.objects.order_by("pk").first()
        month = first or self.counted(today)
        make_candidate(month, person, rank=number)
        star = make_star(month, person, state="decided")
        past = month_before(today.replace(day=1), number)
        old = make_month(past, state="announced", announced_at=now)
        return [thanks, waiting, month, star, make_star(old, person)]

    def counted(self, today):
        ended = {"opens_on": today - timedelta(9), "closes_on": today - timedelta(2)}
        month = month_before(today.replace(day=1), 0)
        return make_month(month, **ended, state="counted", counted_at=timezone.now())

    def paths(self, samples):
        thanks, _waiting, month, _star, awarded = samples
        payroll = reverse("lms_recognition:payroll", args=[month.pk])
        return [
            *super().paths(samples),
            reverse("lms_recognition:certificate", args=[awarded.pk]),
            reverse("lms_recognition:story", args=[thanks.pk]),
            f"{reverse('lms_recognition:wall')}?show=stories",
            f"{payroll}?export=csv",
        ]
