"""The plugin keeps the contract of all plugins."""

import pytest
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.case_studies.models import CaseIndexPage
from plugins.case_studies.services.shelf import main_shelf
from plugins.case_studies.tests.factories import make_action, make_case


@pytest.mark.slow
class TestCaseStudies(PluginContract):
    label = "lms_case_studies"

    def make_samples(self, number):
        case = make_case(
            title=f"Case number {number}", consented_at=timezone.now(), severity="major"
        )
        make_action(case)
        return [case, CaseIndexPage.objects.get(pk=main_shelf().pk)]
