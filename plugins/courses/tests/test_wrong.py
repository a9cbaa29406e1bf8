"""What one had wrong, tried again until it is right."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plugins.courses.models import CheckAnswer
from plugins.courses.tests.builders import key_of, question
from plugins.courses.tests.factories import make_course, make_enrollment, make_lesson

pytestmark = pytest.mark.django_db
PAGE = "/plugins/courses/mine/wrong/"


def answered_wrongly(client, course, text):
    """Return a lesson whose quick check was answered wrongly, and the check."""
    part = question(text)
    lesson = make_lesson(course, body=[part])
    client.post(
        f"{lesson.get_absolute_url()}checks/{part['id']}/",
        {"chosen": key_of(part, "先解释规定")},
    )
    return lesson, part


@pytest.fixture
def course(learner):
    course = make_course(lessons=1)
    make_enrollment(course, person=learner.user)
    return course


def shown(client):
    return client.get(PAGE, headers={"accept-language": "en"}).content.decode()


def test_a_wrong_answer_is_asked_again_until_it_is_right(learner, course):
    lesson, part = answered_wrongly(learner, course, "先做哪一步？")
    page = shown(learner)
    assert "先做哪一步？" in page
    assert "说明：" not in page

    learner.post(
        f"{lesson.get_absolute_url()}checks/{part['id']}/",
        {"chosen": key_of(part, "先听完")},
    )

    assert "Nothing to try again" in shown(learner)
    assert CheckAnswer.objects.get().tries == 2


def test_what_others_had_wrong_and_what_is_gone_or_given_up_is_not_listed(
    learner, trainer, course
):
    lesson, _part = answered_wrongly(learner, course, "先做哪一步？")
    assert "先做哪一步？" not in shown(trainer)
    lesson.unpublish()
    assert "先做哪一步？" not in shown(learner)
    lesson.save_revision().publish()
    assert "先做哪一步？" in shown(learner)
    course.releases.get().enrollments.update(withdrawn_at=timezone.now())
    assert "先做哪一步？" not in shown(learner)


@pytest.mark.once
def test_thirty_of_them_cost_as_much_as_one(learner, course):
    def queries():
        shown(learner)
        with CaptureQueriesContext(connection) as asked:
            shown(learner)
        return len(asked)

    answered_wrongly(learner, course, "题")
    few = queries()
    for _each in range(29):
        answered_wrongly(learner, course, "题")
    assert queries() <= few
