"""The list of a class, signing in by code, and what follows from absences."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lms.enums import Role
from lms.events.host import ActivityDone
from lms.models import Notification, PublishedEvent
from plugins.courses.enums import (
    AttendanceState,
    ClassKind,
    OrderState,
)
from plugins.courses.events import MakeUpClosed, MakeUpOpened
from plugins.courses.exceptions import (
    CancelledError,
    FullError,
    NotInClassError,
    NotOpenError,
    OrderStateError,
    ReasonNeededError,
    TooManyCodesError,
    WrongCodeError,
)
from plugins.courses.models import (
    Attendance,
    AttendanceChange,
    CohortMember,
    MakeUpOrder,
)
from plugins.courses.services.attendance import (
    Stroke,
    mark,
    mark_rest,
    settle_order,
    undo,
)
from plugins.courses.services.class_codes import code_of, is_right
from plugins.courses.services.cohorts import add_members, remove_member
from plugins.courses.services.make_up import (
    book_class,
    has_open_make_up,
    review_ended_cohorts,
)
from plugins.courses.services.signing_in import (
    FORGOTTEN_AFTER,
    apologize,
    decide_apology,
    sign_in,
)
from plugins.courses.services.timetable import Rhythm, cancel_class, moment_of
from plugins.courses.tests.factories import make_course
from plugins.courses.tests.factories_classes import (
    DAY,
    HOUR,
    make_cohort,
    make_make_up_class,
    make_mark,
    make_session,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 8, 6, 0, 10, tzinfo=UTC)  # two in the afternoon in Shanghai
MINUTE, STEP = timedelta(minutes=1), timedelta(seconds=30)


def url(name, *args):
    return reverse(f"lms_courses:class_{name}", args=args)


def class_at(moment=NOW, *people, **fields):
    cohort = make_cohort(
        *people, begins_on=(moment - DAY).date(), ends_on=(moment + 50 * DAY).date()
    )
    return make_session(cohort, starts_at=moment, **fields)


def marked(session, person, state, now=NOW):
    stroke = Stroke(by=None, now=now)
    return mark(session=session, states={person.pk: state}, stroke=stroke)


# Codes


def test_the_code_of_now_and_of_one_step_before_is_taken():
    session = class_at()

    assert is_right(session, code_of(session, NOW), NOW)
    assert is_right(session, code_of(session, NOW), NOW + STEP)
    assert not is_right(session, code_of(session, NOW), NOW + 2 * STEP)
    assert not is_right(session, code_of(session, NOW + STEP), NOW)


def test_the_code_of_another_class_is_wrong():
    one, other = class_at(), class_at()

    assert not is_right(other, code_of(one, NOW), NOW)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(-15, "present"), (0, "present"), (5, "present"), (6, "late"), (30, "late")],
)
def test_who_signs_in_in_the_window_is_present_or_late(minutes, state):
    person = UserFactory()
    now = NOW + minutes * MINUTE
    session = class_at(NOW, person)

    row = sign_in(session=session, person=person, code=code_of(session, now), now=now)

    assert (row.state, row.method, row.by) == (state, "code", person)


@pytest.mark.parametrize(
    ("minutes", "early"), [(-16, True), (31, False), (60 * 24, False)]
)
def test_outside_the_window_nobody_signs_in(minutes, early):
    person = UserFactory()
    now = NOW + minutes * MINUTE
    session = class_at(NOW, person)

    with pytest.raises(NotOpenError) as refused:
        sign_in(session=session, person=person, code=code_of(session, now), now=now)

    assert refused.value.is_early is early
    assert not Attendance.objects.exists()


def test_wrong_codes_count_and_are_forgotten_after_a_while():
    person = UserFactory()
    session = class_at(NOW, person)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongCodeError) as refused:
            sign_in(session=session, person=person, code="x", now=NOW)
        assert refused.value.left == left
    with pytest.raises(TooManyCodesError):
        sign_in(session=session, person=person, code=code_of(session, NOW), now=NOW)

    later = NOW + FORGOTTEN_AFTER
    sign_in(session=session, person=person, code=code_of(session, later), now=later)


def test_signing_in_twice_changes_nothing():
    person = UserFactory()
    session = class_at(NOW, person)
    first = sign_in(session=session, person=person, code=code_of(session, NOW), now=NOW)

    again = sign_in(session=session, person=person, code="", now=NOW + 20 * MINUTE)

    assert again.at == first.at
    assert AttendanceChange.objects.count() == 1


def test_strangers_and_cancelled_classes_are_refused():
    person = UserFactory()
    session = class_at(NOW, person)
    with pytest.raises(NotInClassError):
        sign_in(session=session, person=UserFactory(), code="1", now=NOW)
    cancel_class(session=session, reason="", now=NOW)
    session.refresh_from_db()
    with pytest.raises(CancelledError):
        sign_in(session=session, person=person, code="1", now=NOW)
    with pytest.raises(CancelledError):
        marked(session, person, "present")


def test_a_wrong_code_is_said_on_the_page_and_success_after_it_is_stored(client_as):
    client = client_as(Role.AGENT)
    session = make_session(make_cohort(client.user), starts_at=timezone.now())
    path = url("sign_in", session.pk)

    client.post(path, {"code": "nonsense"}, headers={"accept-language": "en"})
    assert not Attendance.objects.exists()

    answer = client.post(path, {"code": code_of(session, timezone.now())})

    assert "class-done" in answer.content.decode()
    assert Attendance.objects.get().person == client.user


# The list


def test_each_change_is_kept_with_who_and_from_what():
    person, trainer = UserFactory(), UserFactory()
    session = class_at(NOW, person)
    marked(session, person, "absent")
    stroke = Stroke(by=trainer, now=NOW, reason="看错了")

    mark(session=session, states={person.pk: "late"}, stroke=stroke)

    last = AttendanceChange.objects.first()
    assert (last.before, last.after, last.by, last.reason) == (
        "absent",
        "late",
        trainer,
        "看错了",
    )
    assert Attendance.objects.get().state == "late"


def test_all_present_leaves_marks_that_are_there_and_is_undone_as_one(trainer):
    people = [UserFactory() for _ in range(3)]
    session = class_at(NOW, *people)
    stroke = Stroke(by=trainer.user, now=NOW)
    marked(session, people[0], "absent")

    assert mark_rest(session=session, state="present", stroke=stroke) == 2
    assert undo(session=session, user=trainer.user, now=NOW) == 2

    assert Attendance.objects.filter(state="absent").count() == 1
    assert Attendance.objects.filter(state="").count() == 2


def test_undoing_leaves_what_somebody_else_changed_since(trainer):
    people = [UserFactory(), UserFactory()]
    session = class_at(NOW, *people)
    mark_rest(session=session, state="present", stroke=Stroke(by=trainer.user, now=NOW))
    marked(session, people[0], "late")

    undo(session=session, user=trainer.user, now=NOW)

    assert Attendance.objects.get(person=people[0]).state == "late"
    assert Attendance.objects.get(person=people[1]).state == ""


def test_nobody_outside_the_list_is_marked():
    session = class_at(NOW, UserFactory())

    with pytest.raises(NotInClassError):
        marked(session, UserFactory(), "present")


def test_the_list_takes_a_mark_by_a_button(trainer):
    person = UserFactory()
    session = make_session(make_cohort(person, trainers=[trainer.user]))
    path = url("list", session.pk)

    trainer.post(path, {"mark": f"{person.pk}:late"})
    part = trainer.post(path, {"rest": "absent"}, headers={"X-Part": "yes"})

    assert Attendance.objects.get().state == "late"
    assert part.content.decode().lstrip().startswith("<form")


def test_a_table_is_taken_and_its_faults_are_named(trainer):
    people = [StaffProfileFactory(staff_number=f"N{n}").user for n in range(3)]
    session = make_session(make_cohort(*people, trainers=[trainer.user]))
    text = "工号,考勤\nN0,出席\nN1,absent\nN9,late\nN2,vielleicht\n"
    file = SimpleUploadedFile("marks.csv", text.encode(), content_type="text/csv")

    answer = trainer.post(url("import", session.pk), {"file": file})

    body = answer.content.decode()
    assert "N9" in body
    assert "vielleicht" in body
    assert Attendance.objects.get(person=people[1]).state == "absent"


def test_the_marks_of_a_cohort_are_handed_out(trainer):
    person = UserFactory(first_name="=1+1")
    session = make_session(make_cohort(person, trainers=[trainer.user]))
    make_mark(session, person)

    answer = trainer.get(url("matrix", session.cohort_id), {"export": "csv"})

    assert session.title in b"".join(answer.streaming_content).decode()


def test_an_apology_excuses_once_it_is_accepted(trainer):
    person = UserFactory()
    session = class_at(NOW, person)
    before = NOW - HOUR
    apology = apologize(session=session, person=person, reason="看牙", now=before)
    assert not Attendance.objects.exists()

    decide_apology(apology=apology, is_accepted=True, user=trainer.user, now=before)

    assert Attendance.objects.get().state == "excused"
    with pytest.raises(NotOpenError):
        apologize(session=session, person=person, reason="x", now=NOW)
    with pytest.raises(ReasonNeededError):
        apologize(session=session, person=person, reason=" ", now=before)


def test_whoever_attends_a_class_is_told_to_rewards_once():
    person = UserFactory()
    session = class_at(NOW, person)

    for state in ("present", "absent", "late"):
        marked(session, person, state)

    assert PublishedEvent.objects.filter(kind=ActivityDone.name).count() == 1


# Places


def test_who_finds_no_place_waits_and_moves_up():
    cohort = make_cohort(capacity=1)
    first, second = UserFactory(), UserFactory()
    add_members(cohort=cohort, people=[first, second], now=NOW)
    waiting = CohortMember.objects.get(person=second)
    assert waiting.is_waiting
    assert not Notification.objects.of(second).exists()

    remove_member(member=CohortMember.objects.get(person=first), now=NOW)

    waiting.refresh_from_db()
    assert not waiting.is_waiting
    assert Notification.objects.of(second).exists()


def test_without_a_waiting_list_nobody_joins_a_full_cohort():
    cohort = make_cohort(capacity=1, has_waiting_list=False)

    with pytest.raises(FullError):
        add_members(cohort=cohort, people=[UserFactory(), UserFactory()], now=NOW)

    assert not CohortMember.objects.exists()


# Making up


class OrderRule(TestCase):
    """Whatever is marked and corrected: an order is open if more than three are missed."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 5), st.sampled_from(["", *AttendanceState.values])
            ),
            max_size=14,
        )
    )
    def test_an_order_is_open_exactly_while_absences_exceed_the_limit(self, strokes):
        person = UserFactory()
        cohort = make_cohort(person, begins_on=NOW.date(), ends_on=(timezone.now() + 90 * DAY).date())  # fmt: skip
        sessions = [make_session(cohort, starts_at=NOW + n * DAY) for n in range(6)]
        oracle = dict.fromkeys(range(6), "")
        for number, (place, state) in enumerate(strokes):
            marked(sessions[place], person, state, NOW + number * MINUTE)
            oracle[place] = state
            is_over = [*oracle.values()].count("absent") > 3
            orders = MakeUpOrder.objects.filter(member__person=person)
            assert orders.waiting().count() == is_over
            assert orders.count() <= 1


def missed(person, cohort, number=4, now=NOW):
    for n in range(number):
        session = make_session(cohort, starts_at=now + n * HOUR)
        marked(session, person, "absent", now)


def test_the_order_withdrawn_by_a_correction_opens_again_with_its_history():
    person = UserFactory()
    cohort = make_cohort(person)
    missed(person, cohort)
    session = cohort.sessions.first()

    marked(session, person, "present")
    marked(session, person, "absent")

    order = MakeUpOrder.objects.get()
    assert [*order.steps.values_list("after", flat=True)] == [
        *("required", "withdrawn", "required")
    ]
    names = PublishedEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert [n for n in names if n != ActivityDone.name] == [
        *(MakeUpOpened.name, MakeUpClosed.name, MakeUpOpened.name)
    ]


def test_a_make_up_class_is_booked_attended_and_closed():
    person, trainer = UserFactory(), UserFactory(role=Role.TRAINER)
    course = make_course()
    cohort = make_cohort(person, course=course, trainers=[trainer])
    missed(person, cohort)
    order = MakeUpOrder.objects.get()
    extra = make_make_up_class(make_cohort(course=course))
    now = timezone.now()
    assert has_open_make_up(person, course)

    book_class(order=order, session=extra, user=person, now=now)
    marked(extra, person, "present", now)
    order.refresh_from_db()
    assert order.state == OrderState.ATTENDED

    settle_order(order=order, state=OrderState.CLOSED, user=trainer, reason="", now=now)

    assert not has_open_make_up(person, course)
    assert not Attendance.objects.filter(state="absent").exists()
    assert AttendanceChange.objects.filter(method="order").count() == 4


def test_who_misses_the_make_up_class_has_to_book_anew():
    person = UserFactory()
    cohort = make_cohort(person)
    missed(person, cohort)
    order, extra = MakeUpOrder.objects.get(), make_make_up_class(cohort)
    book_class(order=order, session=extra, user=person, now=timezone.now())

    marked(extra, person, "absent")

    order.refresh_from_db()
    assert order.state == OrderState.REQUIRED


def test_waiving_takes_the_right_and_a_reason_and_excuses(trainer):
    person, manager = UserFactory(), UserFactory(role=Role.MANAGER)
    missed(person, make_cohort(person))
    order = MakeUpOrder.objects.get()
    known = {"order": order, "state": OrderState.WAIVED, "now": NOW}
    with pytest.raises(PermissionDenied):
        settle_order(user=trainer.user, reason="x", **known)
    with pytest.raises(ReasonNeededError):
        settle_order(user=manager, reason=" ", **known)

    settle_order(user=manager, reason="长期借调", **known)

    assert Attendance.objects.filter(state="excused").count() == 4
    with pytest.raises(OrderStateError):
        settle_order(user=manager, reason="again", **known)


def test_whom_a_cohort_never_trained_gets_an_order_after_its_end():
    there, never = UserFactory(), UserFactory()
    today = timezone.localdate()
    cohort = make_cohort(there, never, begins_on=today - 30 * DAY, ends_on=today - DAY)
    session = make_session(cohort, starts_at=timezone.now() - 9 * DAY)
    marked(session, there, "present", timezone.now())

    review_ended_cohorts(timezone.now())
    review_ended_cohorts(timezone.now())

    order = MakeUpOrder.objects.get()
    assert (order.member.person, order.cause) == (never, "never")

    extra = make_make_up_class(cohort)
    book_class(order=order, session=extra, user=never, now=timezone.now())
    marked(extra, never, "present", timezone.now())
    order.refresh_from_db()
    assert order.state == OrderState.ATTENDED


def test_the_absences_of_a_cancelled_class_count_no_more():
    person = UserFactory()
    cohort = make_cohort(person)
    missed(person, cohort)

    cancel_class(session=cohort.sessions.first(), reason="停电", now=NOW)

    assert MakeUpOrder.objects.get().state == OrderState.WITHDRAWN


def test_a_make_up_class_lists_those_alone_who_booked_it():
    person = UserFactory()
    cohort = make_cohort(person, UserFactory())
    missed(person, cohort)
    extra = make_make_up_class(cohort)

    with pytest.raises(NotInClassError):
        marked(extra, person, "present")


# Times


def test_times_are_those_of_the_site_and_stored_as_utc():
    rhythm = Rhythm(
        first_day=datetime(2026, 9, 7).date(),  # noqa: DTZ001 (a day)
        weeks=1,
        weekdays=[1],
        at=datetime(2026, 9, 7, 14).time(),  # noqa: DTZ001 (a time)
        minutes=120,
    )

    session = make_session(starts_at=rhythm.moments()[0], kind=ClassKind.THEORY)

    session.refresh_from_db()
    assert session.starts_at == datetime(2026, 9, 8, 6, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 9, 8, 8, tzinfo=UTC)
    assert moment_of(rhythm.days()[0], rhythm.at).utcoffset() == 8 * HOUR
