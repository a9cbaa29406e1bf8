"""Places in a cohort, what follows from absences, and the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
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
    FullError,
    NotInClassError,
    OrderStateError,
    ReasonNeededError,
)
from plugins.courses.models import (
    Attendance,
    AttendanceChange,
    CohortMember,
    MakeUpOrder,
)
from plugins.courses.services.classes.attendance import (
    Stroke,
    mark,
    settle_order,
)
from plugins.courses.services.classes.booking import book_class
from plugins.courses.services.classes.cohorts import add_members, remove_member
from plugins.courses.services.classes.make_up import review_cohorts
from plugins.courses.services.classes.timetable import Rhythm, cancel_class, moment_of
from plugins.courses.tests.classes.factories import (
    DAY,
    HOUR,
    make_cohort,
    make_make_up_class,
    make_session,
)
from plugins.courses.tests.factories import make_course
from tests.factories.people import UserFactory

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

    book_class(order=order, session=extra, user=person, now=now)
    marked(extra, person, "present", now)
    order.refresh_from_db()
    assert order.state == OrderState.ATTENDED

    settle_order(order=order, state=OrderState.CLOSED, user=trainer, reason="", now=now)

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

    review_cohorts(timezone.now())
    review_cohorts(timezone.now())

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
