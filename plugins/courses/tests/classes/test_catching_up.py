"""Who missed training is listed, gets a make-up class and a compulsory exam in one go."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from plugins.courses.enums import AttendanceState, OrderState
from plugins.courses.exceptions import ExamNotPassedError
from plugins.courses.models import Attempt, ClassSession, ExamAssignment, MakeUpOrder
from plugins.courses.services.classes.attendance import Stroke, mark, settle_order
from plugins.courses.tests.classes.factories import (
    DAY,
    HOUR,
    make_cohort,
    make_make_up_class,
    make_mark,
    make_order,
    make_session,
)
from plugins.courses.tests.exams.factories import make_exam
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def url(name, *args):
    return reverse(f"lms_courses:class_{name}", args=args)


@pytest.fixture
def missing():
    return UserFactory()


@pytest.fixture
def ended(trainer, missing):
    """A cohort that is over: one was there, one never."""
    now = timezone.now()
    there = UserFactory()
    cohort = make_cohort(
        there,
        missing,
        trainers=[trainer.user],
        begins_on=(now - 40 * DAY).date(),
        ends_on=(now - 2 * DAY).date(),
    )
    session = make_session(cohort, starts_at=now - 10 * DAY)
    make_mark(session, there)
    make_mark(session, missing, "absent")
    return cohort


@pytest.fixture
def exam():
    return make_exam(title="补训考核")


def sent(exam, *people, **fields):
    due = timezone.localdate() + timedelta(days=10)
    return {
        "people": [person.pk for person in people],
        "title": "补训课",
        "starts_at": f"{timezone.localtime(timezone.now() + 3 * DAY):%Y-%m-%dT%H:%M}",
        "minutes": 90,
        "exam": exam.pk,
        "due_on": f"{due}",
        **fields,
    }


def passed(exam, person):
    now = timezone.now()
    Attempt.objects.create(
        exam=exam,
        person=person,
        number=1,
        started_at=now,
        deadline=now + HOUR,
        submitted_at=now,
        state="submitted",
        score=90,
        seed=1,
        pass_mark=60,
        is_passed=True,
    )


def test_one_press_books_a_new_class_and_assigns_the_exam_and_all_is_told(
    trainer, ended, missing, exam, client
):
    page = trainer.get(url("catch_up", ended.pk), headers=ENGLISH)
    assert [each.member.person for each, _ticked in page.context["rows"]] == [missing]
    assert "Never trained" in page.content.decode()

    for _press in range(2):
        trainer.post(url("catch_up", ended.pk), sent(exam, missing))
    dispatch(now=timezone.now())

    extra = ClassSession.objects.get(kind="make_up")
    order = MakeUpOrder.objects.get()
    assert (order.state, order.booked, order.exam) == (OrderState.BOOKED, extra, exam)
    assignment = ExamAssignment.objects.get()
    assert (assignment.person, assignment.exam) == (missing, exam)
    assert assignment.due_on == timezone.localdate() + timedelta(days=10)
    kinds = Notification.objects.filter(recipient=missing).values_list(
        "kind", flat=True
    )
    assert sorted(kinds) == [
        "lms_courses.class_booked",
        "lms_courses.class_make_up",
        "lms_courses.exam_assigned",
    ]
    client.force_login(missing)
    mine = client.get(url("mine")).content.decode()
    assert "补训考核" in mine
    assert reverse("lms_courses:exam_front", args=[exam.key]) in mine


def test_the_order_is_closed_after_class_and_exam(trainer, ended, missing, exam):
    trainer.post(url("catch_up", ended.pk), sent(exam, missing))
    order, now = MakeUpOrder.objects.get(), timezone.now()
    stroke = Stroke(by=trainer.user, now=now)
    mark(session=order.booked, states={missing.pk: "present"}, stroke=stroke)
    close = {"order": order, "user": trainer.user, "reason": "", "now": now}

    with pytest.raises(ExamNotPassedError):
        settle_order(state=OrderState.CLOSED, **close)
    answer = trainer.post(url("order_step", order.pk, "close"), follow=True)
    assert "补训考核" in answer.content.decode()

    passed(exam, missing)
    settle_order(state=OrderState.CLOSED, **close)
    states = missing.lms_courses_attendances.values_list("state", flat=True)
    assert {*states} == {AttendanceState.MADE_UP, AttendanceState.PRESENT}


def test_coverage_shows_who_has_caught_up_and_who_is_late(
    client_as, ended, missing, exam
):
    today = timezone.localdate()
    make_order(ended, person=missing, exam=exam)
    late = {"exam": exam, "assigned_at": timezone.now(), "due_on": today - DAY}
    ExamAssignment.objects.create(person=missing, **late)
    settled = UserFactory()
    make_order(ended, person=settled, state="closed")
    make_order(ended, person=UserFactory(), state="withdrawn")
    manager = client_as(Role.MANAGER)

    text = manager.get(url("report"), headers=ENGLISH).content.decode()
    assert "1 of 2" in text
    assert "1 late with the exam" in text

    passed(exam, missing)
    text = manager.get(url("report"), headers=ENGLISH).content.decode()
    assert "late with the exam" not in text


def test_a_class_that_is_planned_is_chosen_and_a_full_one_is_not_offered(
    trainer, ended, missing, exam
):
    extra = make_make_up_class(ended)
    full = make_make_up_class(make_cohort(capacity=1), title="满了")
    make_order(full.cohort, state="booked", booked=full)

    page = trainer.get(url("catch_up", ended.pk)).content.decode()
    assert extra.title in page
    assert "满了" not in page
    trainer.post(
        url("catch_up", ended.pk), sent(exam, missing, session=extra.pk, starts_at="")
    )

    assert MakeUpOrder.objects.get(member__cohort=ended).booked == extra


def test_where_places_are_missing_nothing_is_done_for_anybody(
    trainer, ended, missing, exam
):
    second = UserFactory()
    ended.members.create(person=second, joined_at=timezone.now())
    ended.capacity = 1
    ended.save()

    page = trainer.post(url("catch_up", ended.pk), sent(exam, missing, second))

    assert page.context["form"].non_field_errors()
    assert "补训课" in page.content.decode()
    assert not MakeUpOrder.objects.exists()
    assert not ClassSession.objects.filter(kind="make_up").exists()
    assert not ExamAssignment.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"people": []}, "Tick at least one person."),
        ({"title": "", "starts_at": ""}, "A new class needs this."),
        ({"starts_at": "2026-01-01T10:00"}, "This moment is over."),
        ({"due_on": "2026-01-02"}, "This is before the make-up class."),
        ({"due_on": "9" * 5000}, "Enter a valid date."),
        ({"session": "9" * 5000}, "Select a valid choice."),
        ({"exam": ""}, "This field is required."),
        ({"minutes": "9" * 5000}, "whole number|less than or equal"),
    ],
)
def test_what_lacks_something_says_so_and_keeps_what_was_filled_in(
    trainer, ended, missing, exam, fields, said
):
    data = sent(exam, missing, room="五楼") | fields

    page = trainer.post(url("catch_up", ended.pk), data, headers=ENGLISH)

    text = page.content.decode()
    assert any(each in text for each in said.split("|"))
    assert "五楼" in text
    assert not MakeUpOrder.objects.exists()


def test_somebody_who_was_there_is_not_given_anything(trainer, ended, exam):
    there = ended.members.order_by("pk").first().person
    page = trainer.post(url("catch_up", ended.pk), sent(exam, there))
    assert page.context["form"].errors["people"]


def test_the_list_asks_as_much_for_one_as_for_many(trainer, ended, exam):
    counts = []
    for number in (1, 6):
        for _each in range(number):
            make_order(ended, person=UserFactory(), exam=exam)
        with CaptureQueriesContext(connection) as queries:
            trainer.get(url("catch_up", ended.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_other_trainers_and_managers_arrange_nothing_here(client_as, ended, exam):
    for role in (Role.TRAINER, Role.MANAGER):
        client = client_as(role)
        assert client.get(url("catch_up", ended.pk)).status_code == 403
