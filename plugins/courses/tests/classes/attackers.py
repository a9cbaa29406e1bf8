"""Processes that all do the same to a class at once.

Run by the tests as `python -m plugins.courses.tests.classes.attackers NUMBER`: waits for
the name of an act on its input and prints what came of it, then `done`.
"""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")
NOW = datetime(2026, 9, 8, 6, 0, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def main():
    """Do what each line of the input names, and say when it is done."""
    django.setup()
    print("ready", flush=True)
    for ordered in sys.stdin:
        for line in ACTS[ordered.strip()]():
            print(line, flush=True)
        print("done", flush=True)


def prepare():
    """One person in one class that begins now."""
    from lms.plugins.switching import enable
    from plugins.courses.tests.classes.factories import make_cohort, make_session
    from tests.factories.people import UserFactory

    enable("lms_courses")
    make_session(make_cohort(UserFactory(username="same")), starts_at=NOW)
    return []


def sign():
    """Sign the person in, as often as a nervous finger would."""
    from django.contrib.auth import get_user_model

    from plugins.courses.models import ClassSession
    from plugins.courses.services.classes.codes import code_of
    from plugins.courses.services.classes.signing_in import sign_in

    session = ClassSession.objects.get()
    person = get_user_model().objects.get(username="same")
    for _each in range(3):
        code = code_of(session, NOW)
        yield sign_in(session=session, person=person, code=code, now=NOW).state


def report():
    """Say how many rows there are."""
    from plugins.courses.models import Attendance, AttendanceChange

    return [Attendance.objects.count(), AttendanceChange.objects.count()]


def crowded():
    """Eight people with something to make up; one place in a cohort and in a class."""
    from plugins.courses.models import ClassSession
    from plugins.courses.tests.classes.factories import (
        make_cohort,
        make_make_up_class,
        make_order,
        make_session,
    )
    from plugins.courses.tests.factories import make_course
    from tests.factories.people import UserFactory

    course = make_course()
    small = make_cohort(capacity=1, has_waiting_list=False, course=course)
    make_make_up_class(small)
    large = make_cohort(course=course)
    for number in range(8):
        make_order(large, person=UserFactory(username=f"rival{number}"))
    first = make_session(large, starts_at=NOW, title="first")
    make_session(large, starts_at=first.starts_at + DAY, title="second")
    ClassSession.objects.update(changed_at=NOW)
    return []


def own():
    """Return the person of this process."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=f"rival{sys.argv[1]}")


def join():
    """Ask for the place in the cohort."""
    from plugins.courses.exceptions import FullError
    from plugins.courses.models import Cohort
    from plugins.courses.services.classes.cohorts import add_members

    try:
        add_members(cohort=Cohort.objects.get(capacity=1), people=[own()], now=NOW)
    except FullError:
        return ["full"]
    return ["in"]


def book():
    """Ask for the place in the make-up class."""
    from plugins.courses.exceptions import NoPlaceError
    from plugins.courses.models import ClassSession, MakeUpOrder
    from plugins.courses.services.classes.booking import book_class

    order = MakeUpOrder.objects.get(member__person=own())
    session = ClassSession.objects.get(kind="make_up")
    try:
        book_class(order=order, session=session, user=own(), now=NOW)
    except NoPlaceError:
        return ["full"]
    return ["booked"]


def move():
    """Move all classes by an hour, as somebody who presses twice."""
    from plugins.courses.models import ClassSession
    from plugins.courses.services.classes.timetable import change_class

    session = ClassSession.objects.get(title="first")
    session.starts_at = NOW + DAY / 24
    change_class(session=session, is_rest=True, now=NOW)
    return []


def moved():
    """Say by how many hours the later class was moved."""
    from plugins.courses.models import ClassSession

    second = ClassSession.objects.get(title="second")
    return [str((second.starts_at - NOW - DAY).total_seconds() / 3600)]


def mark_or_cancel():
    """Mark everybody, while others cancel the class and take that back."""
    from plugins.courses.exceptions import CancelledError
    from plugins.courses.models import ClassSession
    from plugins.courses.services.classes.attendance import Stroke, mark
    from plugins.courses.services.classes.notices import expected_at
    from plugins.courses.services.classes.timetable import cancel_class, restore_class

    session = ClassSession.objects.get(title="second")
    people = [member.person_id for member in expected_at(session)]
    for turn in range(6):
        if int(sys.argv[1]) % 2:
            cancel_class(session=session, reason="", now=NOW)
            restore_class(session=session, now=NOW)
            continue
        states = dict.fromkeys(people, ("present", "absent")[turn % 2])
        with suppress(CancelledError):
            mark(session=session, states=states, stroke=Stroke(by=None, now=NOW))
    return ["done with it"]


ACTS = {
    each.__name__: each
    for each in (
        prepare,
        sign,
        report,
        crowded,
        join,
        book,
        move,
        moved,
        mark_or_cancel,
    )
}

if __name__ == "__main__":
    main()
