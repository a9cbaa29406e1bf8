"""A correction takes a pass away: trainers decide what becomes of what it counted for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification, PublishedEvent
from plugins.courses.enums import LostPassOutcome, RegradeMode
from plugins.courses.models import (
    ActivityProgress,
    Enrollment,
    LostPass,
    RemedialOrder,
    Result,
)
from plugins.courses.services.enrolling import take_again
from plugins.courses.services.exams.bank import Wording, save_question, wording_of
from plugins.courses.services.exams.regrading import apply_regrade, try_regrade
from plugins.courses.services.exams.sitting import (
    save_answer,
    start_attempt,
    submit_attempt,
)
from plugins.courses.services.progress import mark_done
from plugins.courses.tests.exams.factories import make_exam
from plugins.courses.tests.factories import (
    make_course,
    make_enrollment,
    make_lost_pass,
    take_back,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/plugins/courses/report/corrections/"


@pytest.fixture
def course():
    return make_course(lessons=1)


@pytest.fixture
def exam(course):
    return make_exam(course=course, attempts_allowed=1)


@pytest.fixture
def completed(course, exam):
    """Somebody who has completed the course, by this exam."""
    row = make_enrollment(course)
    for activity in row.release.outline:
        if activity["kind"] == "lesson":
            mark_done(enrollment=row, key=activity["key"], now=timezone.now())
    sit(exam, row.person, "o1")
    row.refresh_from_db()
    assert row.completed_at is not None
    return row


def sit(exam, person, answer):
    now = timezone.now()
    attempt = start_attempt(exam=exam, user=person, now=now)
    item = attempt.items.get()
    save_answer(item=item, response=[answer], revision=item.revision, now=now)
    submit_attempt(attempt=attempt, now=now)
    dispatch(now=now)


def correct(exam, right, by):
    """Save the question with another key, and mark the exam again by it."""
    question = exam.parts.get().question
    wording = Wording(
        **{**vars(wording_of(question.latest)), "key": {"right": [right]}}
    )
    save_question(question=question, wording=wording, user=None, now=timezone.now())
    version = question.versions.get(number=1)
    digest = try_regrade(version=version, mode=RegradeMode.KEY).digest
    apply_regrade(
        version=version, mode=RegradeMode.KEY, digest=digest, reason="答案标错了",
        user=by, now=timezone.now(),
    )  # fmt: skip
    dispatch(now=timezone.now())


def told(person, kind):
    return Notification.objects.filter(recipient=person, kind=f"lms_courses.{kind}")


def test_nothing_changes_before_a_trainer_has_decided(trainer, completed, exam):
    correct(exam, "o2", trainer.user)

    lost = LostPass.objects.get()
    assert (lost.enrollment, lost.result.is_passed) == (completed, False)
    completed.refresh_from_db()
    assert completed.completed_at is not None
    assert told(trainer.user, "pass_lost").count() == 1
    assert LIST in trainer.get("/plugins/courses/report/").content.decode()
    page = trainer.get(LIST).content.decode()
    assert "100.00" in page
    assert exam.title in page


def test_what_is_left_counts_further_and_the_person_reads_why(
    trainer, completed, exam, client
):
    correct(exam, "o2", trainer.user)
    address = f"{LIST}{LostPass.objects.get().pk}/"

    trainer.post(address, {"outcome": "kept", "reason": " "})
    trainer.post(address, {"outcome": "passed", "reason": "不行"})
    assert LostPass.objects.waiting().exists()
    trainer.post(address, {"outcome": "kept", "reason": "题目有误，不怪您"})
    trainer.post(address, {"outcome": "reopened", "reason": "第二次"})
    dispatch(now=timezone.now())

    completed.refresh_from_db()
    assert completed.completed_at is not None
    assert LostPass.objects.get().outcome == LostPassOutcome.KEPT
    client.force_login(completed.person)
    assert "题目有误，不怪您" in client.get("/notifications/").content.decode()
    assert "题目有误，不怪您" in trainer.get(f"{LIST}?show=decided").content.decode()


def test_what_is_taken_back_is_open_again_until_it_is_passed(trainer, completed, exam):
    correct(exam, "o2", trainer.user)
    address = f"{LIST}{LostPass.objects.get().pk}/"

    trainer.post(address, {"outcome": "reopened", "reason": "请重考"})
    dispatch(now=timezone.now())

    completed.refresh_from_db()
    assert completed.is_running
    progress = ActivityProgress.objects.get(key=exam.key)
    assert progress.done_at is None
    assert told(completed.person, "lost_pass_decided").count() == 1
    order = RemedialOrder.objects.get(person=completed.person)
    trainer.post(f"/plugins/courses/exams/remedial/{order.pk}/close/", {"note": "讲评"})
    sit(exam, completed.person, "o2")
    completed.refresh_from_db()
    assert completed.completed_at is not None
    events = PublishedEvent.objects.filter(kind="lms_courses.course_completed")
    assert events.count() == 1


def test_whoever_passes_again_meanwhile_needs_no_decision(trainer, completed, exam):
    correct(exam, "o2", trainer.user)
    correct(exam, "o1", trainer.user)

    assert LostPass.objects.get().outcome == LostPassOutcome.PASSED
    assert not RemedialOrder.objects.waiting().exists()
    assert Result.objects.of(completed.person).current().get().is_passed


def test_a_course_that_is_taken_anew_keeps_to_one_time(
    trainer, completed, exam, course
):
    again = take_again(course=course, user=completed.person, now=timezone.now())
    correct(exam, "o2", trainer.user)

    lost = LostPass.objects.get(enrollment=completed)
    trainer.post(f"{LIST}{lost.pk}/", {"outcome": "reopened", "reason": "请重考"})

    completed.refresh_from_db()
    assert completed.withdrawn_at is not None
    assert Enrollment.objects.running().get() == again


def test_who_takes_a_course_anew_passes_its_exam_anew_however_good(course):
    exam = make_exam(course=course, attempts_allowed=2)
    row = make_enrollment(course)
    sit(exam, row.person, "o1")
    Enrollment.objects.update(completed_at=timezone.now())
    again = take_again(course=course, user=row.person, now=timezone.now())

    sit(exam, row.person, "o1")

    assert again.activities.get(key=exam.key).done_at is not None


def test_nobody_decides_about_oneself(trainer):
    lost = make_lost_pass(make_enrollment(person=trainer.user))

    answer = trainer.post(f"{LIST}{lost.pk}/", {"outcome": "kept", "reason": "我"})

    assert answer.status_code == 403
    assert LostPass.objects.waiting().exists()


def test_the_list_asks_as_much_for_one_as_for_thirty(client_as):
    trainer = client_as(Role.TRAINER)
    counts = []
    for number in (1, 28):
        for _each in range(number):
            make_lost_pass(
                make_enrollment(make_course(lessons=1), person=UserFactory())
            )
        trainer.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            trainer.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def reopened(trainer, completed, exam):
    """A pass of which a trainer decided that it is to be done again."""
    correct(exam, "o2", trainer.user)
    lost = LostPass.objects.get()
    trainer.post(f"{LIST}{lost.pk}/", {"outcome": "reopened", "reason": "请重考"})
    dispatch(now=timezone.now())
    return lost


def undo(trainer, lost, reason="看错了，题目确实有误"):
    answer = trainer.post(f"{LIST}{lost.pk}/undo/", {"reason": reason}, follow=True)
    dispatch(now=timezone.now())
    lost.refresh_from_db()
    return answer.content.decode()


def test_a_decision_is_undone_and_made_anew(trainer, completed, exam, reopened):
    before = Enrollment.objects.get(pk=completed.pk)
    assert before.is_running
    undo(trainer, reopened, reason=" ")
    assert not reopened.is_waiting

    undo(trainer, reopened)

    assert reopened.is_waiting
    after = Enrollment.objects.get(pk=completed.pk)
    assert after.completed_at == completed.completed_at
    assert after.activities.get(key=exam.key).done_at is not None
    assert told(completed.person, "lost_pass_decided").count() == 2
    assert f"{LIST}{reopened.pk}/" in trainer.get(LIST).content.decode()
    trainer.post(f"{LIST}{reopened.pk}/", {"outcome": "kept", "reason": "有效"})
    acts = after.history.values_list("act", flat=True)
    assert [*acts] == ["pass_taken", "undecided", "pass_kept"]
    page = trainer.get(f"/plugins/courses/report/enrollments/{completed.pk}/")
    assert "看错了，题目确实有误" in page.content.decode()


def test_the_person_reads_that_a_decision_was_undone(
    trainer, completed, reopened, client
):
    undo(trainer, reopened)
    client.force_login(completed.person)
    page = client.get("/notifications/", headers={"accept-language": "en"})
    assert "was undone" in page.content.decode()


def test_what_was_passed_anew_is_not_undone(trainer, completed, exam, reopened):
    order = RemedialOrder.objects.get(person=completed.person)
    trainer.post(f"/plugins/courses/exams/remedial/{order.pk}/close/", {"note": "讲评"})
    sit(exam, completed.person, "o2")

    undo(trainer, reopened)

    assert reopened.outcome == LostPassOutcome.REOPENED


def test_what_was_taken_from_the_person_meanwhile_is_not_undone(
    trainer, completed, reopened
):
    take_back(completed, trainer.user)

    undo(trainer, reopened)

    assert reopened.outcome == LostPassOutcome.REOPENED
    assert Enrollment.objects.get(pk=completed.pk).withdrawn_at is not None


def test_the_time_before_is_completed_again_beside_the_one_anew(
    trainer, completed, exam, course
):
    again = take_again(course=course, user=completed.person, now=timezone.now())
    correct(exam, "o2", trainer.user)
    lost = LostPass.objects.get(enrollment=completed)
    trainer.post(f"{LIST}{lost.pk}/", {"outcome": "reopened", "reason": "请重考"})

    undo(trainer, lost)

    before = Enrollment.objects.get(pk=completed.pk)
    assert (before.withdrawn_at, before.completed_at) == (None, completed.completed_at)
    assert Enrollment.objects.running().get() == again


def test_what_counts_by_two_parts_is_completed_again_with_the_last(trainer):
    row = make_enrollment(make_course(lessons=2), completed_at=timezone.now())
    lost = []
    for activity in row.release.outline:
        ActivityProgress.objects.create(
            enrollment=row, key=activity["key"], done_at=timezone.now()
        )
        each = make_lost_pass(row, activity_key=activity["key"])
        trainer.post(f"{LIST}{each.pk}/", {"outcome": "reopened", "reason": "重考"})
        lost.append(each)

    undo(trainer, lost[0])
    assert Enrollment.objects.get().is_running
    undo(trainer, lost[1])

    assert Enrollment.objects.get().completed_at == row.completed_at


def test_nobody_undoes_a_decision_about_oneself(trainer):
    row = make_enrollment(person=trainer.user)
    lost = make_lost_pass(row)
    LostPass.objects.update(outcome="kept", decided_at=timezone.now())

    answer = trainer.post(f"{LIST}{lost.pk}/undo/", {"reason": "我"})

    assert answer.status_code == 403
    assert not LostPass.objects.waiting().exists()
