"""What classes add to Wagtail's admin."""

from typing import Any

from wagtail import hooks

from plugins.courses.viewsets.classes import ClassViewSet, CohortViewSet


@hooks.register("register_admin_viewset")
def class_viewsets() -> list[Any]:
    """Place the lists of cohorts and classes."""
    return [
        CohortViewSet("lms_courses_cohorts", url_prefix="cohorts"),
        ClassViewSet("lms_courses_classes", url_prefix="classes"),
    ]
