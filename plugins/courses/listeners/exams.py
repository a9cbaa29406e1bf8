"""Who is told what about exams."""

from lms.events import listen
from lms.notifications import holders_of, notify_of, people_of
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
    notify_of(event, people_of(event.person))


@listen(AttemptSubmitted)
def tell_of_mark(event: AttemptSubmitted) -> None:
    """Tell somebody that the result is there, where it is shown at all."""
    attempt = Attempt.objects.select_related("exam").get(pk=event.target.key)
    if attempt.exam.review != Review.NOTHING:
        notify_of(event, people_of(event.actor_id))


@listen(AttemptRegraded)
def tell_of_new_mark(event: AttemptRegraded) -> None:
    """Tell somebody that an attempt was marked again."""
    notify_of(event, people_of(event.person))


@listen(RemedialOpened)
def tell_of_training(event: RemedialOpened) -> None:
    """Tell trainers that somebody needs training, while that is so."""
    order = RemedialOrder.objects.waiting().filter(pk=event.target.key).first()
    if order is not None:
        notify_of(event, holders_of(TEACH).exclude(pk=order.person_id))


@listen(RemedialClosed)
def tell_of_another_attempt(event: RemedialClosed) -> None:
    """Tell somebody that there is another attempt."""
    notify_of(event, people_of(event.person))
