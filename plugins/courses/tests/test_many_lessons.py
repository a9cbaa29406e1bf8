"""Thirty lessons ask as little as one, and three hundred are completed in few queries."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plugins.courses.models import (
    ActivityProgress,
    CourseRelease,
    Enrollment,
    LessonPage,
)
from plugins.courses.models.content import checks_of
from plugins.courses.services.answering import answer_check
from plugins.courses.services.progress import finish_lesson
from plugins.courses.tests.builders import question
from plugins.courses.tests.factories import make_course, make_enrollment, make_lesson
from tests.factories.knowledge_base import ScriptFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ROOT = "/plugins/courses"


def test_answers_to_thirty_lessons_are_shown_with_as_many_queries_as_to_one(trainer):
    course = make_course(lessons=0)
    row = make_enrollment(_with_answered_lesson(course))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            answer = trainer.get(f"{ROOT}/report/enrollments/{row.pk}/")
        return len(asked), len(answer.context["answers"])

    _answer_all(course, row)
    queries()
    few, _one = queries()
    for _each in range(29):
        _with_answered_lesson(course)
    _answer_all(course, row)

    assert queries() == (few, 30)


def _with_answered_lesson(course):
    script = {"type": "script", "value": ScriptFactory().pk}
    make_lesson(course, body=[script, question()])
    return course


def _answer_all(course, row):
    for lesson in LessonPage.objects.child_of(course):
        (check,) = checks_of(lesson)
        answer_check(
            enrollment=row,
            lesson=lesson,
            check=check,
            chosen=[check.options[0].key],
            now=NOW,
        )


@pytest.mark.once
def test_the_last_of_300_lessons_completes_a_course_in_few_queries():
    course = make_course(lessons=1)
    row = make_enrollment(course)
    (last,) = row.release.outline
    others = [{**last, "key": str(uuid4())} for _each in range(299)]
    CourseRelease.objects.bulk_create(
        [
            CourseRelease(
                course=course,
                course_key=course.key,
                number=2,
                outline=[*others, last],
                released_at=NOW,
            )
        ]
    )
    newest = course.releases.get(number=2)
    Enrollment.objects.update(release=newest, begun_at=NOW)
    row = Enrollment.objects.select_related("release__course", "person").get()
    ActivityProgress.objects.bulk_create(
        ActivityProgress(enrollment=row, key=each["key"], done_at=NOW)
        for each in others
    )
    lesson = LessonPage.objects.get()
    known = {"enrollment": row, "lesson": lesson, "now": NOW}

    with CaptureQueriesContext(connection) as asked:
        assert finish_lesson(**known, opened_at=NOW - timezone.timedelta(hours=1))

    marks = ("SAVEPOINT", "RELEASE")
    found = [each["sql"] for each in asked if not each["sql"].startswith(marks)]
    assert len(found) <= 12, found
