"""The plugin keeps the contract of all plugins."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.certification.enums import CandidacyState
from plugins.certification.models import Level
from plugins.certification.tests.factories import (
    make_award,
    make_candidacy,
    make_level,
)


@pytest.mark.slow
class TestCertification(PluginContract):
    label = "lms_certification"

    def make_samples(self, number):
        level = Level.objects.order_by("rank").first() or make_level()
        award = make_award(level, begins=timezone.localdate())
        make_candidacy(level)
        make_candidacy(level, state=CandidacyState.PROPOSED)
        return [award]

    def paths(self, samples):
        desk = reverse("lms_certification:desk")
        return [*super().paths(samples), f"{desk}?show=open", f"{desk}?show=closed"]
