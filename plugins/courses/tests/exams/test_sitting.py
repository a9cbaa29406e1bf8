"""Sitting an exam, through its pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.due import due_jobs
from lms.enums import Role
from plugins.courses.enums import AttemptState
from plugins.courses.models import Attempt, ExamPart, RemedialOrder, Result
from plugins.courses.services.exams import sitting
from plugins.courses.tests.exams.factories import (
    WORDINGS,
    make_exam,
    make_question,
    right_of,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/courses/exams"


def begin(client, exam):
    answer = client.post(f"{ROOT}/{exam.key}/start/")
    assert answer.status_code == 302
    return Attempt.objects.get(person=client.user, state="open")


def form_of(place, response, revision, **more):
    """Return what the controls of a question send."""
    name = f"q{place}"
    data = {f"{name}-rev": revision, f"{name}-seen": "null", **more}
    if isinstance(response, dict):
        return data | {f"{name}-{key}": value for key, value in response.items()}
    return data | {name: response}


def save(client, attempt, place, response, revision=0, **more):
    data = form_of(place, response, revision, **more)
    return client.post(f"{ROOT}/attempts/{attempt.key}/{place}/save/", data)


def hand_in(client, attempt):
    client.post(f"{ROOT}/attempts/{attempt.key}/submit/")
    return Attempt.objects.get(pk=attempt.pk)


def end(attempt):
    """Let the time of an attempt be up."""
    past = timezone.now() - timedelta(seconds=1)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=past)


@pytest.mark.parametrize("by", ["script", "page"])
def test_who_answers_everything_right_passes_and_the_course_is_told(learner, by):
    exam = make_exam(*map(make_question, WORDINGS))
    attempt = begin(learner, exam)
    page = learner.get(f"{ROOT}/attempts/{attempt.key}/").content.decode()
    assert page.count("<fieldset") == len(WORDINGS)

    if by == "script":
        for place, kind in enumerate(WORDINGS, 1):
            told = save(learner, attempt, place, right_of(kind)).json()
            assert told["revision"] == 1
            assert told["is_answered"]
    else:
        data = {"submit": "yes"}
        for place, kind in enumerate(WORDINGS, 1):
            data |= form_of(place, right_of(kind), 0)
        answer = learner.post(f"{ROOT}/attempts/{attempt.key}/", data)
        assert answer.url.endswith("/submit/")

    done = hand_in(learner, attempt)
    assert (done.state, done.score, done.is_passed) == ("submitted", 100, True)
    result = Result.objects.get(person=learner.user)
    assert (result.score, result.activity_key) == (100, exam.key)
    shown = learner.get(f"{ROOT}/attempts/{attempt.key}/result/").content.decode()
    assert "100.00" in shown
    assert "机密解析" in shown


def test_no_key_is_in_any_page_while_an_attempt_is_open(learner):
    questions = [make_question(kind, text=f"题{kind}") for kind in WORDINGS]
    exam = make_exam(*questions, review_after_failing=True, attempts_allowed=3)
    hand_in(learner, begin(learner, exam))  # whose right answers would be shown
    attempt = begin(learner, exam)
    first = Attempt.objects.get(number=1)
    pages = [
        "/", f"{ROOT}/", f"{ROOT}/{exam.key}/", f"{ROOT}/attempts/{attempt.key}/",
        f"{ROOT}/attempts/{attempt.key}/submit/", f"{ROOT}/attempts/{first.key}/result/",
    ]  # fmt: skip

    answers = [learner.get(page) for page in pages]
    answers += [
        save(learner, attempt, place, "") for place in range(1, len(questions) + 1)
    ]
    said = "".join(answer.content.decode() for answer in answers)

    assert {answer.status_code for answer in answers} == {200}
    for secret in (
        "机密解析",
        "七天",
        "7日",
        "right&quot;",
        "values&quot;",
        "accepted",
        "致歉",
        "pairs&quot;",
        "gaps&quot;",
    ):
        assert secret not in said, secret


def test_a_second_tab_is_told_and_shown_both_answers(learner):
    attempt = begin(learner, make_exam(make_question(), make_question()))
    save(learner, attempt, 1, "o2")

    stale = save(learner, attempt, 1, "o3")
    assert stale.status_code == 409
    assert (stale.json()["other"], stale.json()["yours"]) == ("先解释", "先转接")
    assert save(learner, attempt, 1, "o2").status_code == 200  # a retry is none
    assert save(learner, attempt, 1, "o3", revision=1).json()["revision"] == 2

    untouched = form_of(1, [], 0) | form_of(2, "o4", 0)
    assert learner.post(f"{ROOT}/attempts/{attempt.key}/", untouched).status_code == 302
    page = learner.post(f"{ROOT}/attempts/{attempt.key}/", form_of(1, "o4", 0))
    assert page.status_code == 409
    assert "先转接" in page.content.decode()
    assert [item.response for item in attempt.items.all()] == [["o3"], ["o4"]]


def test_when_time_is_up_what_was_saved_counts(learner):
    attempt = begin(learner, make_exam(make_question(), make_question()))
    save(learner, attempt, 1, "o1")
    end(attempt)

    late = save(learner, attempt, 2, "o1")
    assert late.status_code == 410
    assert late.json()["error"]
    page = learner.get(f"{ROOT}/attempts/{attempt.key}/")

    assert page.url.endswith("/result/")
    done = Attempt.objects.get(pk=attempt.pk)
    assert (done.state, done.score) == (AttemptState.EXPIRED, 50)
    assert done.submitted_at == done.deadline


def test_the_job_hands_in_what_nobody_looks_at(learner):
    attempt = begin(learner, make_exam())
    job = due_jobs.get("lms_courses.attempts").run
    assert job(timezone.now()).endswith("0")
    end(attempt)

    assert job(timezone.now()).endswith("1")
    assert Attempt.objects.get().state == AttemptState.EXPIRED


def test_an_attempt_that_cannot_be_marked_keeps_no_other_from_it(monkeypatch):
    now, exam = timezone.now(), make_exam(make_question())
    broken, fine = (
        sitting.start_attempt(exam=exam, user=UserFactory(), now=now) for _each in "12"
    )
    mark = sitting.mark_attempt

    def mark_but_one(*, attempt, now):
        if attempt.pk == broken.pk:
            raise ArithmeticError
        mark(attempt=attempt, now=now)

    monkeypatch.setattr(sitting, "mark_attempt", mark_but_one)
    with pytest.raises(ExceptionGroup):
        sitting.close_all_overdue(now + timedelta(days=1))

    states = Attempt.objects.in_bulk([broken.pk, fine.pk])
    assert states[broken.pk].state == AttemptState.OPEN
    assert states[fine.pk].state == AttemptState.EXPIRED


def test_the_last_failed_attempt_orders_training_which_grants_another(learner, trainer):
    exam = make_exam()
    for number in (1, 2):
        assert begin(learner, exam).number == number
        hand_in(learner, Attempt.objects.get(number=number))
    order = RemedialOrder.objects.get(person=learner.user)
    learner.post(f"{ROOT}/{exam.key}/start/")
    assert Attempt.objects.count() == 2

    address = f"{ROOT}/remedial/{order.pk}/close/"
    assert learner.post(address, {"note": "x"}).status_code == 403
    trainer.post(address, {"note": " "})
    assert RemedialOrder.objects.filter(closed_at=None).exists()
    trainer.post(address, {"note": "重听了三通录音"})
    trainer.post(address, {"note": "又一次"})

    third = begin(learner, exam)
    save(learner, third, 1, "o1")
    hand_in(learner, third)
    current = Result.objects.of(learner.user).current().get()
    assert current.is_passed
    assert RemedialOrder.objects.get().note == "重听了三通录音"
    learner.post(f"{ROOT}/{exam.key}/start/")
    assert Attempt.objects.count() == 3


def test_the_best_attempt_counts(learner):
    exam = make_exam(make_question(), make_question(), attempts_allowed=3)
    for right in (1, 2, 0):
        attempt = begin(learner, exam)
        for place in range(1, right + 1):
            save(learner, attempt, place, "o1")
        hand_in(learner, attempt)

    assert [row.score for row in Result.objects.order_by("pk")] == [50, 100]
    assert not RemedialOrder.objects.exists()


def test_right_answers_are_kept_from_whoever_failed(learner):
    exam = make_exam()
    done = hand_in(learner, begin(learner, exam))
    address = f"{ROOT}/attempts/{done.key}/result/"

    assert "机密解析" not in learner.get(address).content.decode()
    exam.review_after_failing = True
    exam.save()
    assert "机密解析" in learner.get(address).content.decode()
    exam.review = "nothing"
    exam.save()
    shown = learner.get(address).content.decode()
    assert "0.00" not in shown
    assert "机密解析" not in shown


def test_another_person_finds_nothing_of_an_attempt(learner, client_as):
    exam = make_exam()
    attempt = begin(learner, exam)
    other = client_as(Role.AGENT)

    for part in ("", "submit/", "result/"):
        assert other.get(f"{ROOT}/attempts/{attempt.key}/{part}").status_code == 404
    assert save(other, attempt, 1, "o1").status_code == 404
    assert other.post(f"{ROOT}/attempts/{attempt.key}/submit/").status_code == 404


def test_unseen_questions_come_first(learner):
    questions = {make_question(category="抽题").pk for _each in range(4)}
    exam = make_exam(attempts_allowed=2)
    ExamPart.objects.filter(exam=exam).update(question=None, number=2, category="抽题")

    seen = []
    for _time in range(2):
        attempt = begin(learner, exam)
        seen += attempt.items.values_list("version__question", flat=True)
        hand_in(learner, attempt)
    assert {*seen} == questions


def test_an_exam_asks_only_what_is_ready(learner):
    exam = make_exam(make_question(state="draft"))

    answer = learner.post(f"{ROOT}/{exam.key}/start/", follow=True)
    assert not Attempt.objects.exists()
    assert "notice" in answer.content.decode() or "message" in answer.content.decode()
