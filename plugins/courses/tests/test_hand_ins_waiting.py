"""What waits for a trainer's look: who comes first, who is told, what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from plugins.courses.models import Enrollment, HandIn
from plugins.courses.tests.builders import task
from plugins.courses.tests.factories import make_enrollment
from plugins.courses.tests.factories_hand_ins import (
    asking,
    film,
    hand,
    judge,
    shown,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ROOT = "/plugins/courses"


@pytest.fixture
def lesson():
    return asking(task())[1]


def test_the_longest_waiting_comes_first_and_leavers_wait_no_more(trainer, lesson):
    rows = [make_enrollment(lesson.course) for _each in range(3)]
    for number, row in enumerate(rows):
        found = hand(row, lesson)
        moment = NOW - timezone.timedelta(days=number)
        HandIn.objects.filter(pk=found.pk).update(handed_in_at=moment)
    Enrollment.objects.filter(pk=rows[2].pk).update(withdrawn_at=NOW)

    listed = trainer.get(f"{ROOT}/hand-ins/").context["page"]

    assert [each.enrollment_id for each in listed] == [rows[1].pk, rows[0].pk]


def test_trainers_are_told_that_something_waits_and_others_are_not(client_as, lesson):
    trainer, editor = client_as(Role.TRAINER).user, client_as(Role.EDITOR).user
    found = hand(make_enrollment(lesson.course), lesson)
    dispatch(now=timezone.now())

    told = {each.recipient for each in Notification.objects.all()}
    assert told == {trainer}
    assert editor not in told
    assert found.title in shown(client_as(Role.TRAINER), f"{ROOT}/hand-ins/")


@pytest.mark.once
def test_queue_and_lesson_ask_as_much_for_one_as_for_thirty(learner, trainer, lesson):
    row = make_enrollment(lesson.course, person=learner.user)
    first = hand(row, lesson, files=[film()])
    pages = [
        (trainer, f"{ROOT}/hand-ins/"),
        (trainer, f"{ROOT}/hand-ins/{first.pk}/"),
        (learner, lesson.get_absolute_url()),
    ]

    def queries():
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            yield len(asked)

    before = [*queries()]
    for number in range(1, 15):
        judge(
            HandIn.objects.filter(enrollment=row).first(),
            trainer.user,
            is_accepted=False,
        )
        hand(row, lesson, seen=number, files=[film()])
        hand(make_enrollment(lesson.course), lesson)
    after = [*queries()]

    assert [m <= f for m, f in zip(after, before, strict=True)] == [True] * 3, (
        before,
        after,
    )
