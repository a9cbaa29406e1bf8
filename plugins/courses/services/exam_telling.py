"""Who is told what about exams."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.utils.timezone import localdate

from lms.events import Event, Target, listen
from lms.notifications import notify
from plugins.courses.enums import ExamState, Review
from plugins.courses.events import (
    AttemptRegraded,
    AttemptSubmitted,
    ExamAssigned,
    RemedialClosed,
    RemedialOpened,
)
from plugins.courses.models import Attempt, ExamAssignment, RemedialOrder
from plugins.courses.services.exams import TEACH

DUE = "lms_courses.exam_due"
DAYS_BEFORE = 2


@listen(ExamAssigned)
def tell_of_assigned_exam(event: ExamAssigned) -> None:
    """Tell somebody that an exam is to be sat."""
    _tell(event, event.person)


@listen(AttemptSubmitted)
def tell_of_mark(event: AttemptSubmitted) -> None:
    """Tell somebody that the result is there, where it is shown at all."""
    attempt = Attempt.objects.select_related("exam").get(pk=event.target.key)
    if attempt.exam.review != Review.NOTHING:
        _tell(event, event.actor_id)


@listen(AttemptRegraded)
def tell_of_new_mark(event: AttemptRegraded) -> None:
    """Tell somebody that an attempt was marked again."""
    _tell(event, event.person)


@listen(RemedialOpened)
def tell_of_training(event: RemedialOpened) -> None:
    """Tell trainers that somebody needs training, while that is so."""
    order = RemedialOrder.objects.filter(pk=event.target.key, closed_at=None).first()
    if order is None:
        return
    people = ModelBackend().with_perm(TEACH, include_superusers=False)
    for person in people.exclude(pk=order.person_id).select_related("staff_profile"):
        _notify(event, person)


@listen(RemedialClosed)
def tell_of_another_attempt(event: RemedialClosed) -> None:
    """Tell somebody that there is another attempt."""
    _tell(event, event.person)


def remind_of_exams(now: datetime) -> str:
    """Remind whoever has not sat an exam that is due in two days or was due since."""
    today = localdate(now)
    rows = ExamAssignment.objects.filter(
        due_on__lte=today + timedelta(days=DAYS_BEFORE), exam__state=ExamState.OPEN
    )
    told = 0
    for row in rows.select_related("exam", "person__staff_profile"):
        sat = Attempt.objects.filter(exam=row.exam_id, person=row.person_id)
        if sat.exists() or row.exam.is_past(now):
            continue
        told += bool(
            notify(
                kind=DUE,
                recipient=row.person,
                target=Target.of(row.exam),
                key=f"{DUE}:{row.pk}:{row.due_on}",
                now=now,
                parameters={"due_on": str(row.due_on)},
            )
        )
    return f"Reminders of exams: {told}"


def _tell(event: Event, person: int | None) -> None:
    recipient: Any = get_user_model()._default_manager.filter(pk=person or 0).first()
    if recipient is not None:
        _notify(event, recipient)


def _notify(event: Event, recipient: Any) -> None:
    notify(
        kind=event.name,
        recipient=recipient,
        target=event.target,
        key=event.key,
        now=event.occurred_at,
    )
