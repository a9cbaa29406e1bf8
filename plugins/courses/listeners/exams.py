"""Who is told what about exams."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from lms.events import Event, listen
from lms.notifications import notify
from plugins.courses.enums import Review
from plugins.courses.events import (
    AttemptRegraded,
    AttemptSubmitted,
    ExamAssigned,
    RemedialClosed,
    RemedialOpened,
)
from plugins.courses.models import Attempt, RemedialOrder
from plugins.courses.services.exams.admission import TEACH


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
    order = RemedialOrder.objects.waiting().filter(pk=event.target.key).first()
    if order is None:
        return
    people = ModelBackend().with_perm(TEACH, include_superusers=False)
    for person in people.exclude(pk=order.person_id).select_related("staff_profile"):
        _notify(event, person)


@listen(RemedialClosed)
def tell_of_another_attempt(event: RemedialClosed) -> None:
    """Tell somebody that there is another attempt."""
    _tell(event, event.person)


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
