"""Any order of edits, releases and presses: percent is 0 to 100, and done stays done."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.courses.exceptions import CourseError
from plugins.courses.models import Enrollment, LessonPage
from plugins.courses.services.enrolling import switch_release
from plugins.courses.services.progress import finish_lesson, settle
from plugins.courses.services.releasing import release_course
from plugins.courses.services.standings import standing_of
from plugins.courses.tests.factories import make_course, make_enrollment, make_lesson

pytestmark = pytest.mark.django_db
NOW = timezone.now()
STEPS = ("finish", "add", "optional", "delete", "hide", "release", "switch", "settle")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), max_size=12))
def test_percent_stays_within_its_bounds_and_a_completion_is_never_lost(steps):
    with transaction.atomic():
        _walk(steps)
        transaction.set_rollback(True)


def _walk(steps):
    course = make_course(lessons=2)
    row = make_enrollment(course)
    was_completed, done = None, set()
    for name, number in steps:
        with suppress(CourseError):
            _take(name, number, course, row)
        found = Enrollment.objects.select_related("release__course").get(pk=row.pk)
        standing = standing_of(found)
        assert 0 <= standing.percent <= 100
        assert (standing.percent == 100) or found.completed_at is None
        if was_completed is not None:
            assert found.completed_at == was_completed
        was_completed = found.completed_at
        now_done = {
            str(key)
            for key in found.activities.exclude(done_at=None).values_list(
                "key", flat=True
            )
        }
        assert done <= now_done
        done = now_done


def _take(name, number, course, row):
    """Do one step; a lesson that is not there is not edited."""
    lessons = [*LessonPage.objects.child_of(course).order_by("path")]
    current = Enrollment.objects.select_related("release__course").get(pk=row.pk)
    later = NOW + timedelta(minutes=number + 1)
    of_course = {
        "add": lambda: make_lesson(course),
        "optional": lambda: make_lesson(course, is_required=False),
        "release": lambda: release_course(course=course, user=None, now=NOW),
        "switch": lambda: switch_release(enrollment=current, now=later),
        "settle": lambda: settle(enrollment=current, now=later),
    }
    if name in of_course:
        of_course[name]()
    elif lessons:
        lesson = lessons[number % len(lessons)]
        finish = {"lesson": lesson, "opened_at": NOW, "now": later}
        {
            "finish": lambda: finish_lesson(enrollment=current, **finish),
            "delete": lesson.delete,
            "hide": lesson.unpublish,
        }[name]()
