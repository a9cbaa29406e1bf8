"""Cohorts and classes, made without the way there."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from plugins.courses.enums import AttendanceMethod, ClassKind
from plugins.courses.models import (
    Attendance,
    ClassSession,
    Cohort,
    CohortMember,
    MakeUpOrder,
)
from tests.factories.people import UserFactory

_numbers = count(1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_cohort(*people, trainers=(), **fields):
    """Return a running cohort with these people in it."""
    now = timezone.now()
    values = {
        "title": f"训练营{next(_numbers)}",
        "begins_on": (now - 7 * DAY).date(),
        "ends_on": (now + 42 * DAY).date(),
        "created_at": now,
        **fields,
    }
    cohort = Cohort.objects.create(**values)
    cohort.trainers.set(trainers)
    for person in people:
        CohortMember.objects.create(cohort=cohort, person=person, joined_at=now)
    return cohort


def make_session(cohort=None, **fields):
    """Return a class that begins in an hour, unless the fields say otherwise."""
    now = timezone.now()
    number = next(_numbers)
    values = {
        "title": f"第{number}讲",
        "starts_at": now + HOUR,
        "changed_at": now,
        **fields,
    }
    return ClassSession.objects.create(cohort=cohort or make_cohort(), **values)


def make_mark(session, person, state="present"):
    """Return a mark in the list of a class."""
    return Attendance.objects.create(
        session=session,
        person=person,
        state=state,
        method=AttendanceMethod.LIST,
        at=timezone.now(),
    )


def make_order(cohort=None, *, person=None, **fields):
    """Return an open order of somebody in a cohort."""
    person = person or UserFactory()
    cohort = cohort or make_cohort(person)
    member, _new = CohortMember.objects.get_or_create(
        cohort=cohort, person=person, defaults={"joined_at": timezone.now()}
    )
    values = {"cause": "absences", "absences": 4, "opened_at": timezone.now()}
    return MakeUpOrder.objects.create(member=member, **{**values, **fields})


def make_make_up_class(cohort, **fields):
    """Return a make-up class of tomorrow."""
    return make_session(
        cohort, kind=ClassKind.MAKE_UP, starts_at=timezone.now() + DAY, **fields
    )
