"""People who missed training: a make-up class and a compulsory exam for them, in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from plugins.courses.enums import OrderState
from plugins.courses.models import (
    Attendance,
    ClassSession,
    Cohort,
    CohortMember,
    Exam,
    MakeUpOrder,
)
from plugins.courses.services.classes.booking import book_class
from plugins.courses.services.classes.make_up import review_orders
from plugins.courses.services.classes.notices import BOOKED, tell, when_of
from plugins.courses.services.classes.timetable import save_classes
from plugins.courses.services.exams.admission import assign_exam


@dataclass(frozen=True)
class Missed:
    """Somebody who missed training, and the order to make up, where it is open already."""

    member: CohortMember
    order: MakeUpOrder | None

    @property
    def is_arranged(self) -> bool:
        """Whether there is a class and an exam."""
        order = self.order
        return bool(order and order.exam_id and order.state != OrderState.REQUIRED)


@dataclass(frozen=True)
class Arrangement:
    """What people get who missed training."""

    session: ClassSession
    """A make-up class, saved or not."""
    exam: Exam
    due_on: date


def who_missed(cohort: Cohort, now: datetime) -> list[Missed]:
    """Return who has something to make up, in as many queries for thirty as for one.

    Once the cohort is over these are also those whom nobody trained; their orders open
    by themselves within a day.
    """
    waiting = MakeUpOrder.objects.waiting().filter(member__cohort=cohort)
    orders = {
        row.member_id: row for row in waiting.with_exam().select_related("booked")
    }
    members = cohort.members.learning().select_related("person__staff_profile__team")
    never = {*_never_trained(cohort, now)}
    return [
        Missed(member, orders.get(member.pk))
        for member in members
        if member.pk in orders or member.pk in never
    ]


def _never_trained(cohort: Cohort, now: datetime) -> Iterable[int]:
    if cohort.ends_on >= localdate(now) or not cohort.sessions.held().exists():
        return ()
    there = Attendance.objects.counting().attended().filter(session__cohort=cohort)
    rows = cohort.members.learning().exclude(person__in=there.values("person"))
    return rows.filter(orders=None).values_list("pk", flat=True)


@transaction.atomic
def arrange(
    *,
    cohort: Cohort,
    people: Iterable[Any],
    arrangement: Arrangement,
    user: Any,
    now: datetime,
) -> int:
    """Book people who missed training into a make-up class, and give them an exam.

    Returns for how many. Pressed twice it is done once. Raises, and changes nothing,
    NoPlaceError, TrainerBusyError, and PermissionDenied for who may not assign exams.
    """
    session, exam = arrangement.session, arrangement.exam
    if not session.pk:
        save_classes(sessions=[session], now=now)
    # Before the members, as whoever books by oneself does.
    ClassSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    members = [*cohort.members.learning().filter(person__in=[*people])]
    review_orders(members, now=now)
    waiting = MakeUpOrder.objects.waiting().filter(member__in=members)
    orders = [*waiting.select_related("member__person", "member__cohort")]
    booked = [each for each in orders if each.state != OrderState.ATTENDED]
    for order in booked:
        book_class(order=order, session=session, user=user, now=now)
    MakeUpOrder.objects.filter(pk__in=[each.pk for each in orders]).update(exam=exam)
    those = [each.member.person for each in orders]
    assign_exam(exam=exam, people=those, user=user, now=now, due_on=arrangement.due_on)
    told = [each.member.person for each in booked]
    tell(BOOKED, told, session, now, stamp="booked", when=when_of(session))
    return len(orders)
