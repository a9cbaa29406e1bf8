"""Who is in a course: by oneself, assigned, reminded, out of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from lms.models import Notification, PublishedEvent
from plugins.courses.enums import EnrollmentSource, EnrollmentState
from plugins.courses.exceptions import (
    ClosedCourseError,
    LockedError,
    NotOneselfError,
    NotReleasedError,
    NotRunningError,
)
from plugins.courses.models import Enrollment
from plugins.courses.services.enrolling import assign, enroll, leave_course, take_again
from plugins.courses.services.progress import mark_done, open_lesson
from plugins.courses.services.telling import remind, remind_of_due
from plugins.courses.tests.factories import (
    make_catalog,
    make_course,
    make_enrollment,
    take_back,
)
from plugins.courses.tests.test_progress import (
    LATER,
    NOW,
    again,
    finish,
    lessons_of,
    percent,
    release,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def completed(course, person):
    row = make_enrollment(course, person=person)
    Enrollment.objects.filter(pk=row.pk).update(completed_at=NOW)
    return again(row)


def test_nobody_begins_what_is_not_released_or_is_assigned():
    person = UserFactory()
    with pytest.raises(NotReleasedError):
        enroll(course=make_course(), user=person, now=NOW)
    closed = make_course(is_open=False)
    release(closed)
    with pytest.raises(ClosedCourseError):
        enroll(course=closed, user=person, now=NOW)
    with pytest.raises(ClosedCourseError):
        take_again(course=closed, user=person, now=NOW)


def test_a_second_press_begins_nothing_and_taking_it_again_is_a_new_time():
    course, person = make_course(lessons=1, days=10), UserFactory()
    release(course)

    row = enroll(course=course, user=person, now=NOW)
    assert enroll(course=course, user=person, now=NOW) == row
    assert row.due_on == timezone.localdate(NOW) + timedelta(days=10)
    finish(row, lessons_of(course)[0])
    assert enroll(course=course, user=person, now=NOW) == row

    second = take_again(course=course, user=person, now=LATER)
    assert (second.cycle, percent(second)) == (2, 0)
    finish(second, lessons_of(course)[0])
    assert PublishedEvent.objects.filter(kind="lms.activity_done").count() == 1


def test_other_courses_come_first_until_they_are_completed_or_gone():
    basics, course, person = make_course(), make_course(), UserFactory()
    release(basics)
    release(course)
    course.prerequisites.add(basics)
    course.save()
    make_enrollment(course, person=person)

    with pytest.raises(LockedError) as raised:
        enroll(course=course, user=UserFactory(), now=NOW)
    assert raised.value.missing == [basics.title]
    row = Enrollment.objects.get(person=person)
    with pytest.raises(LockedError):
        open_lesson(enrollment=row, lesson=lessons_of(course)[0], now=NOW)

    completed(basics, person)
    open_lesson(enrollment=row, lesson=lessons_of(course)[0], now=NOW)
    basics.unpublish()
    enroll(course=course, user=UserFactory(), now=NOW)


def test_courses_that_wait_for_each_other_are_found():
    first, second, third = make_course(), make_course(), make_course()
    second.prerequisites.add(first)
    second.save()
    third.prerequisites.add(second)
    third.save()

    assert first.leads_to_itself([third])
    assert first.leads_to_itself([first])
    assert not third.leads_to_itself([first, second])


def test_assigning_twice_adds_only_who_is_missing_and_tells_each_once():
    course = make_course(days=7)
    release(course)
    trainer, first, second, eager = (UserFactory() for _each in range(4))
    enroll(course=course, user=eager, now=NOW)

    def give(*people):
        return assign(course=course, people=people, user=trainer, now=NOW)

    done = give(first, eager)
    assert (done.added, done.kept) == (1, 1)
    done = give(first, second, eager)
    assert (done.added, done.kept) == (1, 2)

    row = Enrollment.objects.get(person=eager)
    assert row.source == EnrollmentSource.ASSIGNED
    assert row.due_on == timezone.localdate(NOW) + timedelta(days=7)
    told = Notification.objects.filter(kind="lms_courses.assigned")
    assert sorted(told.values_list("recipient", flat=True)) == sorted(
        [first.pk, second.pk, eager.pk]
    )


def test_a_course_is_given_once_more_to_those_who_completed_it_only_at_wish():
    course, person, trainer = make_course(), UserFactory(), UserFactory()
    completed(course, person)

    def give(**more):
        return assign(course=course, people=[person], user=trainer, now=NOW, **more)

    assert give().kept == 1
    assert give(is_again=True).added == 1
    assert Enrollment.objects.of(person).count() == 2


def test_who_may_not_read_a_course_is_left_out():
    catalog = make_catalog()
    PageViewRestriction.objects.create(page=catalog, restriction_type="groups")
    course = make_course(catalog=catalog)
    release(course)

    done = assign(
        course=course, people=[UserFactory()], user=UserFactory(role="admin"), now=NOW
    )

    assert (done.added, done.closed) == (0, 1)
    assert not Enrollment.objects.exists()


def test_what_was_assigned_is_given_up_by_the_trainer_alone():
    trainer = UserFactory()
    row = make_enrollment(source=EnrollmentSource.ASSIGNED, assigned_by=trainer)

    with pytest.raises(NotOneselfError):
        leave_course(enrollment=row, now=NOW)
    take_back(row, trainer)

    assert again(row).state_on(timezone.localdate()) == EnrollmentState.WITHDRAWN
    with pytest.raises(NotRunningError):
        mark_done(enrollment=row, key=row.release.outline[0]["key"], now=NOW)


def test_reminders_come_once_for_each_stage_and_by_hand_once_a_day():
    today = timezone.localdate(NOW)
    row = make_enrollment(due_on=today + timedelta(days=5))
    make_enrollment(due_on=today + timedelta(days=30))
    kinds = Notification.objects.filter(recipient=row.person).order_by("pk")

    for days in (0, 1, 4, 5, 6, 9):
        remind_of_due(NOW + timedelta(days=days))
    assert [*kinds.values_list("kind", flat=True)] == [
        "lms_courses.due",
        "lms_courses.due",
        "lms_courses.overdue",
    ]
    assert remind(enrollment=row, now=NOW)
    assert not remind(enrollment=row, now=NOW)
    assert remind(enrollment=row, now=NOW + timedelta(days=1))
