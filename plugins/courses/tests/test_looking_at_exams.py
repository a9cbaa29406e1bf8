"""Looking at exams changes nothing: what depends on dates is worked out each time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lms.due import due_jobs
from plugins.courses.enums import AttemptState, ExamState
from plugins.courses.models import Attempt, RemedialOrder
from plugins.courses.services.exams.sitting import start_attempt, submit_attempt
from plugins.courses.tests.exams.factories import make_exam, make_question
from plugins.courses.tests.permissions.rows_courses_exams import ROWS
from tests.factories.people import UserFactory
from tests.permissions.conftest import close
from tests.permissions.test_urls import Statements, written

pytestmark = pytest.mark.django_db
ROOT = "/plugins/courses/exams"


def end(attempt):
    """Let the time of an attempt be up."""
    past = timezone.now() - timedelta(seconds=1)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=past)


def begin(user, exam=None):
    return start_attempt(exam=exam or make_exam(), user=user, now=timezone.now())


@pytest.fixture
def overdue(learner):
    attempt = begin(learner.user, make_exam(attempts_allowed=2))
    end(attempt)
    return attempt


def test_no_page_writes_though_somebody_is_overdue(client_as):
    admin, other, now = client_as("admin"), UserFactory(), timezone.now()
    question = make_question()
    exam = make_exam(question)
    done, own = (begin(admin.user, each) for each in (make_exam(), exam))
    submit_attempt(attempt=done, now=now)
    for attempt in (own, begin(other, exam)):
        end(attempt)
    objects = {
        "exam": exam.key, "exam_pk": exam.pk, "done": done.key, "running": own.key,
        "draft": make_exam(state=ExamState.DRAFT).key, "others": exam.key, "first": 1,
        "order": RemedialOrder.objects.create(exam=exam, person=other, opened_at=now).pk,
        "question": question.pk, "version": question.latest.pk,
    }  # fmt: skip
    admin.get("/")

    wrote = {}
    for row in ROWS:
        path = reverse(row.name, args=[objects[name] for name in row.args])
        statements = Statements()
        with connection.execute_wrapper(statements):
            close(admin.get(path))
        if tables := written(statements):
            wrote[row.name] = tables
    assert wrote == {}
    assert Attempt.objects.open().count() == 2


def test_what_is_over_is_shown_so_before_it_is_marked(learner, trainer, overdue):
    address = f"{ROOT}/attempts/{overdue.key}/"

    assert learner.get(address).url == f"{address}result/"
    assert learner.get(f"{address}submit/").url == f"{address}result/"
    result = learner.get(f"{address}result/")
    assert f'action="{address}submit/"' in result.content.decode()
    front = learner.get(f"{ROOT}/{overdue.exam.key}/")
    assert front.context["attempts"] == [(overdue, AttemptState.EXPIRED)]
    assert front.context["standing"].may_start
    assert learner.get("/").content.decode().count(overdue.exam.title) == 0
    mine = learner.get(f"{ROOT}/").context
    assert (mine["open"], len(mine["to_sit"])) == ([], 1)
    report = trainer.get(f"{ROOT}/desk/{overdue.exam_id}/").context["page"]
    assert [(each.is_open, each.is_unmarked) for each in report] == [(False, True)]
    assert Attempt.objects.get().state == AttemptState.OPEN


@pytest.mark.parametrize("part", ["", "submit/", "1/save/"])
def test_whoever_sends_something_hands_in_what_is_over(learner, overdue, part):
    data = {"q1-rev": "0", "q1-seen": "null", "q1": "o1"}
    answer = learner.post(f"{ROOT}/attempts/{overdue.key}/{part}", data)

    assert answer.status_code == 410 if "save" in part else answer.url.endswith("/result/")  # fmt: skip
    done = Attempt.objects.get()
    assert (done.state, done.submitted_at) == (AttemptState.EXPIRED, done.deadline)
    assert done.score == 0


def test_another_attempt_begins_as_soon_as_the_time_of_the_last_is_up(learner, overdue):
    learner.post(f"{ROOT}/{overdue.exam.key}/start/")

    states = Attempt.objects.order_by("number").values_list("state", flat=True)
    assert [*states] == ["expired", "open"]


def test_days_between_attempts_count_from_when_time_was_up(learner):
    exam = make_exam(attempts_allowed=2, days_between=1)
    attempt = begin(learner.user, exam)
    end(attempt)

    assert not learner.get(f"{ROOT}/{exam.key}/").context["standing"].may_start
    Attempt.objects.update(deadline=timezone.now() - timedelta(days=1, minutes=1))
    assert learner.get(f"{ROOT}/{exam.key}/").context["standing"].may_start
    due_jobs.get("lms_courses.attempts").run(timezone.now())
    assert learner.get(f"{ROOT}/{exam.key}/").context["standing"].may_start
