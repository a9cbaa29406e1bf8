"""What trainers do with exams: look, assign, allow, mark again."""

from datetime import timedelta
from random import Random
from statistics import correlation, mean

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.due import due_jobs
from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification, StaffProfile
from plugins.courses.enums import RegradeMode
from plugins.courses.models import (
    Attempt,
    Exam,
    ExamAllowance,
    ExamAssignment,
    Marking,
    Question,
    Regrade,
    Result,
)
from plugins.courses.services.demo.exams import add_demo_exams
from plugins.courses.services.exams.activities import activities_of
from plugins.courses.services.exams.bank import Wording, save_question, wording_of
from plugins.courses.services.exams.item_statistics import (
    Pair,
    discrimination,
    facility,
)
from plugins.courses.services.exams.regrading import try_regrade
from plugins.courses.services.exams.sitting import (
    save_answer,
    start_attempt,
    submit_attempt,
)
from plugins.courses.tests.exams.factories import make_exam, make_question
from plugins.courses.tests.factories import make_course, make_enrollment
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/courses/exams"


def sit(exam, person, *answers):
    """Let somebody sit an exam at once; answers are ids of options."""
    now = timezone.now()
    attempt = start_attempt(exam=exam, user=person, now=now)
    for item, answer in zip(attempt.items.all(), answers, strict=False):
        save_answer(item=item, response=[answer], revision=0, now=now)
    return submit_attempt(attempt=attempt, now=now)


def rekey(question, *right):
    wording = Wording(
        **{**vars(wording_of(question.latest)), "key": {"right": [*right]}}
    )
    save_question(question=question, wording=wording, user=None, now=timezone.now())


def test_a_wrong_key_is_tried_then_applied_and_people_are_told(trainer):
    question, other = make_question(), make_question()
    exam, person = make_exam(question, other), UserFactory()
    version = question.latest
    failed = sit(exam, person, "o2", "o2")
    right = sit(exam, UserFactory(), "o1", "o1")
    running = start_attempt(exam=exam, user=UserFactory(), now=timezone.now())
    rekey(question, "o2")
    address = f"/plugins/courses/questions/versions/{version.pk}/regrade/"

    page = trainer.get(f"{address}?mode=key")
    assert len(page.context["trial"].changes) == 2
    assert Marking.objects.count() == 2
    digest = page.context["trial"].digest
    data = {"mode": "key", "reason": "答案标错了", "digest": digest}
    trainer.post(address, {**data, "digest": "0"})
    assert not Regrade.objects.exists()
    trainer.post(address, data)

    scores = dict(Attempt.objects.exclude(score=None).values_list("pk", "score"))
    assert scores == {failed.pk: 50, right.pk: 50}
    assert [m.score for m in failed.markings.all()] == [50, 0]
    assert {
        *Result.objects.filter(replaced_by=None).values_list("score", flat=True)
    } == {50}
    item = running.items.get(place=1)
    save_answer(item=item, response=["o2"], revision=0, now=timezone.now())
    assert submit_attempt(attempt=running, now=timezone.now()).score == 50
    dispatch(now=timezone.now())
    kinds = Notification.objects.filter(recipient=person).values_list("kind", flat=True)
    assert "lms_courses.attempt_regraded" in kinds
    shown = trainer.get(f"{ROOT}/desk/attempts/{failed.key}/").content.decode()
    assert "答案标错了" in shown


def test_trainers_see_what_others_answered_but_their_own_as_everybody_does(trainer):
    exam = make_exam()
    theirs, own = sit(exam, UserFactory(), "o2"), sit(exam, trainer.user, "o2")

    shown = trainer.get(f"{ROOT}/desk/attempts/{theirs.key}/").content.decode()
    assert "先解释" in shown
    assert "机密解析" in shown
    answer = trainer.get(f"{ROOT}/desk/attempts/{own.key}/", follow=True)
    assert "机密解析" not in answer.content.decode()


def test_full_marks_are_given_to_everybody(trainer):
    question = make_question()
    attempt = sit(make_exam(question, make_question()), UserFactory(), "o2", "o1")

    trial = try_regrade(version=question.latest, mode=RegradeMode.FULL)
    assert [change.score for change in trial.changes] == [100]
    assert Attempt.objects.get(pk=attempt.pk).score == 50


def test_figures_of_questions_are_those_of_the_textbook():
    pairs = [Pair(1, 0.9), Pair(1, 0.7), Pair(0, 0.2), Pair(0, 0.6), Pair(1, 0.4)]

    assert facility(pairs) == 0.6
    expected = correlation([p.share for p in pairs], [p.rest for p in pairs])
    assert discrimination(pairs) == pytest.approx(expected)
    assert discrimination([Pair(1, 0.5), Pair(1, 0.2)]) is None


def test_figures_are_hidden_until_there_are_enough_attempts(trainer):
    exam = make_exam(make_question(), make_question())
    for number in range(10):
        shown = trainer.get(f"{ROOT}/desk/{exam.pk}/items/").context["figures"]
        assert all(each.facility is None and not each.picked for each in shown)
        sit(
            exam,
            UserFactory(),
            "o1" if number % 2 else "o2",
            "o1" if number > 4 else "o3",
        )

    shown = trainer.get(f"{ROOT}/desk/{exam.pk}/items/").context["figures"]
    assert [each.facility for each in shown] == [0.5, 0.5]
    assert sum(each.number for each in shown[0].picked) == 10


def test_an_exam_is_assigned_to_a_team_and_people_are_told_and_reminded(trainer):
    team = TeamFactory()
    inside, other = UserFactory(), UserFactory()
    StaffProfile.objects.update_or_create(user=inside, defaults={"team": team})
    exam = make_exam(audience="assigned")
    due = timezone.localdate() + timedelta(days=1)

    trainer.post(f"{ROOT}/desk/{exam.pk}/assign/", {"teams": [team.pk], "due_on": due})

    assert ExamAssignment.objects.get().person == inside
    dispatch(now=timezone.now())
    remind = due_jobs.get("lms_courses.exam_reminders").run
    assert [remind(timezone.now())[-1] for _time in range(2)] == ["1", "0"]
    kinds = Notification.objects.filter(recipient=inside).values_list("kind", flat=True)
    assert {*kinds} == {"lms_courses.exam_assigned", "lms_courses.exam_due"}
    assert [*Exam.objects.visible_for(inside)] == [exam]
    assert not Exam.objects.visible_for(other).exists()


def test_more_time_and_attempts_take_a_reason(trainer, client_as):
    exam, person = make_exam(attempts_allowed=1), UserFactory()
    address = f"{ROOT}/desk/{exam.pk}/allow/"
    data = {"person": person.pk, "minutes": 15, "attempts": 1, "reason": ""}
    trainer.post(address, data)
    assert not ExamAllowance.objects.exists()
    own = {**data, "person": trainer.user.pk, "reason": "给自己"}
    assert trainer.post(address, own).status_code == 403
    trainer.post(address, {**data, "reason": "视力不便"})

    attempt = start_attempt(exam=exam, user=person, now=timezone.now())
    assert attempt.deadline - attempt.started_at == timedelta(minutes=45)
    submit_attempt(attempt=attempt, now=timezone.now())
    assert start_attempt(exam=exam, user=person, now=timezone.now()).number == 2


def test_whoever_takes_the_course_may_sit_its_exam(client_as):
    course = make_course()
    exam = make_exam(course=course, audience="course")
    enrolled, other = client_as(Role.AGENT), client_as(Role.AGENT)
    make_enrollment(course, person=enrolled.user)

    assert enrolled.get(f"{ROOT}/{exam.key}/").status_code == 200
    assert other.get(f"{ROOT}/{exam.key}/").status_code == 404
    assert other.post(f"{ROOT}/{exam.key}/start/").status_code == 404
    assert [each.key for each in activities_of(course)] == [str(exam.key)]
    course.delete()
    assert Exam.objects.get().course is None


def test_an_exam_is_published_only_with_enough_questions(client_as):
    editor = client_as(Role.EDITOR)
    data = {
        "title": "结业", "state": "open", "minutes": 30, "attempts_allowed": 2,
        "days_between": 0, "pass_mark": 60, "weight": 70, "audience": "all",
        "review": "answers", "instructions": "", "parts-TOTAL_FORMS": 1,
        "parts-INITIAL_FORMS": 0, "parts-MIN_NUM_FORMS": 0, "parts-MAX_NUM_FORMS": 99,
        "parts-0-number": 2, "parts-0-category": "退款", "parts-0-points": 1,
        "parts-0-ORDER": 1,
    }  # fmt: skip
    make_question()

    page = editor.post("/admin/courses/exams/new/", data)
    assert page.status_code == 200
    assert not Exam.objects.exists()
    make_question()
    assert editor.post("/admin/courses/exams/new/", data).status_code == 302
    exam = Exam.objects.get()
    assert exam.parts.get().number == 2
    assert editor.get(f"/admin/courses/exams/edit/{exam.pk}/").status_code == 200
    assert editor.get("/admin/courses/choose-question/").status_code == 200
    kept = {"parts-INITIAL_FORMS": 1, "parts-0-id": exam.parts.get().pk}
    edit = f"/admin/courses/exams/edit/{exam.pk}/"
    assert editor.post(edit, data | kept | {"minutes": 45}).status_code == 302
    history = editor.get(f"/admin/courses/exams/history/{exam.pk}/")
    entries = history.context["entries"]
    assert [change.after for change in entries[0].changes] == ["45"]
    old = editor.get(f"{edit}?version={entries[-1].version.pk}").content.decode()
    assert 'value="30"' in old


def test_pages_ask_as_much_for_one_as_for_thirty(trainer):
    exam, person = make_exam(), UserFactory()
    make_exam(title="另一个")
    sit(exam, trainer.user, "o1")
    sit(exam, person, "o1")
    pages = [
        "/", f"{ROOT}/", f"{ROOT}/{exam.key}/", f"{ROOT}/desk/",
        f"{ROOT}/desk/{exam.pk}/", f"{ROOT}/desk/{exam.pk}/items/",
        f"{ROOT}/desk/{exam.pk}/assign/", f"{ROOT}/remedial/",
    ]  # fmt: skip

    def asked():
        found = {}
        for page in pages:
            trainer.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert trainer.get(page).status_code == 200
            found[page] = len(queries)
        return found

    before = asked()
    for _each in range(15):
        sit(make_exam(make_question()), person, "o2")
        sit(exam, UserFactory(), "o2")
        make_exam()
    after = asked()
    assert {page: n for page, n in after.items() if n > before[page]} == {}


@pytest.mark.parametrize("number", [1, 30])
def test_sitting_asks_as_much_for_one_question_as_for_thirty(learner, number):
    exam = make_exam(*(make_question() for _each in range(number)))
    attempt = start_attempt(exam=exam, user=learner.user, now=timezone.now())
    address = f"{ROOT}/attempts/{attempt.key}/"
    learner.get(address)

    with CaptureQueriesContext(connection) as queries:
        learner.get(address)
    assert len(queries) <= 12
    submit_attempt(attempt=attempt, now=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        learner.get(f"{address}result/")
    assert len(queries) <= 16


def test_the_demo_is_alive_and_comes_once(client_as):
    people = [UserFactory() for _each in range(16)]
    line = add_demo_exams(timezone.now())

    assert line.startswith("Questions: 50, exams: 3")
    assert add_demo_exams(timezone.now()) == ""
    assert Question.objects.filter(language="en").count() == 10
    assert Attempt.objects.filter(person__in=people).count() >= 16
    trainer = client_as(Role.TRAINER)
    for exam in Exam.objects.all():
        for part in ("", "items/", "?export=xlsx"):
            assert trainer.get(f"{ROOT}/desk/{exam.pk}/{part}").status_code == 200


def test_a_second_trainer_may_assign_the_same_again_and_only_news_is_told(client_as):
    exam, person = make_exam(audience="assigned"), UserFactory()
    first, second = client_as(Role.TRAINER), client_as(Role.TRAINER)
    today = timezone.localdate()
    address = f"{ROOT}/desk/{exam.pk}/assign/"
    days = [today, today, "", today + timedelta(days=1), today]

    for trainer, day in zip((first, second, second, first, second), days, strict=True):
        answer = trainer.post(address, {"people": [person.pk], "due_on": day})
        assert answer.status_code == 302

    dispatch(now=timezone.now())
    assert ExamAssignment.objects.get().due_on == today
    told = Notification.objects.filter(kind="lms_courses.exam_assigned")
    assert told.count() == 3


def test_assigning_asks_for_known_people_once(trainer):
    exam = make_exam(audience="assigned")
    counts = []
    for number in (1, 20):
        people = [UserFactory().pk for _each in range(number)]
        data = {"people": people}
        trainer.post(f"{ROOT}/desk/{exam.pk}/assign/", data)
        with CaptureQueriesContext(connection) as queries:
            trainer.post(f"{ROOT}/desk/{exam.pk}/assign/", data)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_second_press_grants_nothing_twice(trainer):
    exam, person = make_exam(), UserFactory()
    page = trainer.get(f"{ROOT}/desk/{exam.pk}/assign/")
    known = page.context["allowing"]["known"].value()
    data = {"person": person.pk, "minutes": 0, "attempts": 1, "reason": "设备故障"}

    for _time in range(2):
        answer = trainer.post(f"{ROOT}/desk/{exam.pk}/allow/", {**data, "known": known})

    assert ExamAllowance.objects.count() == 1
    assert answer.context["allowing"]["known"].value() == 1
    assert "设备故障" in answer.content.decode()


def test_reminders_ask_once_who_has_sat_and_leave_alone_who_was_late_long_ago(trainer):
    exam, today = make_exam(), timezone.localdate()
    remind = due_jobs.get("lms_courses.exam_reminders").run
    late = {"exam": exam, "assigned_at": timezone.now()}
    for _each in range(10):
        sat = UserFactory()
        ExamAssignment.objects.create(person=sat, due_on=today, **late)
        sit(exam, sat, "o2")
    for days in (1, 60):
        ExamAssignment.objects.create(
            person=UserFactory(), due_on=today - timedelta(days=days), **late
        )

    with CaptureQueriesContext(connection) as queries:
        assert remind(timezone.now())[-1] == "1"
    assert len(queries) < 12


def test_figures_follow_the_marks_of_every_attempt(trainer):
    exam = make_exam(*(make_question() for _each in range(3)))
    chance = Random(7)  # noqa: S311 (answers, not a secret)
    answers = [[chance.choice(("o1", "o2")) for _q in range(3)] for _p in range(14)]
    for said in answers:
        sit(exam, UserFactory(), *said)

    shown = trainer.get(f"{ROOT}/desk/{exam.pk}/items/").context["figures"]

    right = [[int(each == "o1") for each in said] for said in answers]
    by_place = {part.question_id: n for n, part in enumerate(exam.parts.all())}
    for each in shown:
        n = by_place[each.version.question_id]
        own, rest = [row[n] for row in right], [sum(row) - row[n] for row in right]
        assert each.facility == pytest.approx(mean(own))
        assert each.discrimination == pytest.approx(correlation(own, rest))


def test_options_are_marked_by_the_key_that_counts_now(trainer):
    question = make_question()
    exam, version = make_exam(question, make_question()), question.latest
    for _each in range(10):
        sit(exam, UserFactory(), "o2", "o1")
    rekey(question, "o2")
    digest = try_regrade(version=version, mode=RegradeMode.KEY).digest
    trainer.post(
        f"/plugins/courses/questions/versions/{version.pk}/regrade/",
        {"mode": "key", "reason": "答案标错了", "digest": digest},
    )

    shown = trainer.get(f"{ROOT}/desk/{exam.pk}/items/").context["figures"]
    picked = next(each.picked for each in shown if each.version == version)
    assert [each.is_right for each in picked] == [False, True, False, False]


def test_whoever_fails_by_a_regrade_is_trained_and_whoever_passes_is_not(trainer):
    question = make_question()
    exam, version = make_exam(question, attempts_allowed=1), question.latest
    passed, failed = UserFactory(), UserFactory()
    sit(exam, passed, "o1")
    sit(exam, failed, "o2")
    rekey(question, "o2")
    digest = try_regrade(version=version, mode=RegradeMode.KEY).digest
    trainer.post(
        f"/plugins/courses/questions/versions/{version.pk}/regrade/",
        {"mode": "key", "reason": "答案标错了", "digest": digest},
    )

    page = trainer.get(f"{ROOT}/remedial/").context["page"]
    assert [order.person for order in page] == [passed]
