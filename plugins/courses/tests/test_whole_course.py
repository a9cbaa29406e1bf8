"""A course of lessons, an exam and a practical: how the rooms meet."""

from decimal import Decimal

import pytest
from django.utils import timezone

from lms.events import dispatch
from plugins.courses.enums import ActivityKind, ExamState, StepState
from plugins.courses.models import Enrollment, Exam, LessonPage, Practical, Result
from plugins.courses.services.progress import mark_done, standing_of
from plugins.courses.services.results import give_result
from plugins.courses.tests.factories import make_course, make_enrollment
from plugins.courses.tests.practicals.factories import make_practical

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course(lessons=1)


@pytest.fixture
def exam(course):
    return Exam.objects.create(title="结业考试", course=course, state=ExamState.OPEN)


@pytest.fixture
def practical(course):
    return make_practical(course=course)


def pass_it(activity, kind, person, *, is_passed=True):
    give_result(
        Result(
            key=f"test:{activity.key}:{is_passed}",
            person=person,
            kind=kind,
            activity_key=activity.key,
            title=activity.title,
            score=Decimal(80 if is_passed else 40),
            is_passed=is_passed,
            decided_at=timezone.now(),
        )
    )
    dispatch(now=timezone.now())


def states_of(enrollment):
    row = Enrollment.objects.select_related("release__course").get(pk=enrollment.pk)
    return [(step.activity.kind, step.state) for step in standing_of(row).steps]


def test_a_course_is_done_when_lessons_exam_and_practical_are(course, exam, practical):
    row = make_enrollment(course)
    lesson = LessonPage.objects.child_of(course).get()

    mark_done(enrollment=row, key=str(lesson.key), now=timezone.now())
    pass_it(exam, ActivityKind.EXAM, row.person, is_passed=False)
    pass_it(practical, ActivityKind.PRACTICAL, row.person)

    assert states_of(row) == [
        ("lesson", StepState.DONE),
        ("exam", StepState.NEW),
        ("practical", StepState.DONE),
    ]
    pass_it(exam, ActivityKind.EXAM, row.person)
    row.refresh_from_db()
    assert row.completed_at is not None


def test_an_exam_that_is_written_anew_is_waited_for_and_one_taken_away_is_waived(
    course, exam
):
    row = make_enrollment(course)

    Exam.objects.update(state=ExamState.DRAFT)
    assert states_of(row)[-1] == ("exam", StepState.NEW)

    Exam.objects.update(course=None)
    assert states_of(row)[-1] == ("exam", StepState.WAIVED)


def test_the_course_page_leads_to_exam_and_practical(course, exam, practical, learner):
    make_enrollment(course, person=learner.user)

    page = learner.get(course.get_absolute_url()).content.decode()

    assert exam.get_absolute_url() in page
    assert practical.title in page
    assert Practical.objects.filter(course=course).exists()
