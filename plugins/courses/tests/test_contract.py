"""The plugin keeps the contract of all plugins."""

import pytest

from lms.testing.contract import PluginContract
from plugins.courses.models import CatalogPage
from plugins.courses.services.catalog import main_catalog
from plugins.courses.tests.factories import make_course, make_enrollment


@pytest.mark.slow
class TestCourses(PluginContract):
    label = "lms_courses"

    def make_samples(self, number):
        course = make_course(title=f"Course number {number}", lessons=1)
        make_enrollment(course)
        lesson = course.get_children().get().specific
        return [lesson, course, CatalogPage.objects.get(pk=main_catalog().pk)]
