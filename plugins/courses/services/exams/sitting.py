"""Sitting an exam: begun, answered one by one, handed in or over."""

from datetime import datetime, timedelta
from secrets import randbits
from typing import Any

from django.db import transaction

from plugins.courses.enums import AttemptState, ExamState
from plugins.courses.exceptions import (
    AttemptTooSoonError,
    ExamNotOpenError,
    NoExamAttemptLeftError,
    StaleAnswerError,
    TimeUpError,
)
from plugins.courses.models import Attempt, AttemptItem, Exam
from plugins.courses.services.exams.admission import (
    lock_people,
    next_number,
    standing_of,
)
from plugins.courses.services.exams.drawing import draw, item_of
from plugins.courses.services.exams.marking import mark_attempt

SEED_BITS = 48


@transaction.atomic
def start_attempt(*, exam: Exam, user: Any, now: datetime) -> Attempt:
    """Begin an attempt, or return the one that is under way.

    How long it lasts, what is asked and in which order is fixed here. Of several
    requests at once the first begins it. Raises ExamNotOpenError, NoExamAttemptLeftError,
    AttemptTooSoonError and TooFewQuestionsError.
    """
    lock_people([user.pk])
    exam = Exam.objects.get(pk=exam.pk)
    close_overdue(Attempt.objects.of(user).filter(exam=exam), now)
    standing = standing_of(user, exam, now)
    if standing.open_attempt is not None:
        return standing.open_attempt
    visible = Exam.objects.visible_for(user).filter(pk=exam.pk)
    is_open = exam.state == ExamState.OPEN and exam.is_in_window(now)
    if not (is_open and visible.exists()):
        raise ExamNotOpenError
    if not standing.left:
        raise NoExamAttemptLeftError
    if standing.next_at is not None:
        raise AttemptTooSoonError(standing.next_at)
    return _begin(exam, user, now, standing.minutes)


def _begin(exam: Exam, user: Any, now: datetime, minutes: int) -> Attempt:
    seed = randbits(SEED_BITS)
    drawn = draw(exam, user, seed)
    deadline = now + timedelta(minutes=minutes)
    attempt = Attempt.objects.create(
        exam=exam,
        person=user,
        number=next_number(user, exam),
        seed=seed,
        pass_mark=exam.pass_mark,
        started_at=now,
        deadline=min(deadline, exam.closes_at) if exam.closes_at else deadline,
    )
    items = [
        item_of(each, place, seed=seed, shuffle=exam.shuffle)
        for place, each in enumerate(drawn, 1)
    ]
    for item in items:
        item.attempt = attempt
    AttemptItem.objects.bulk_create(items)
    return attempt


@transaction.atomic
def save_answer(
    *, item: AttemptItem, response: Any, revision: int, now: datetime
) -> AttemptItem:
    """Keep an answer that was made when `revision` was the last; return the row.

    The same answer again changes nothing, whatever its revision: a retry is no
    conflict. Raises TimeUpError, and StaleAnswerError with the row that is kept.
    """
    attempt = Attempt.objects.select_for_update().get(pk=item.attempt_id)
    if not attempt.is_open or attempt.deadline <= now:
        raise TimeUpError
    row = AttemptItem.objects.select_related("version").get(pk=item.pk)
    answer = response or None
    if row.response == answer:
        return row
    if row.revision != revision:
        raise StaleAnswerError(row)
    row.response, row.revision, row.saved_at = answer, revision + 1, now
    row.save(update_fields=["response", "revision", "saved_at"])
    return row


@transaction.atomic
def flag_item(*, item: AttemptItem, wanted: bool, now: datetime) -> None:
    """Mark a question to be looked at again, or not. Raises TimeUpError."""
    attempt = Attempt.objects.select_for_update().get(pk=item.attempt_id)
    if not attempt.is_open or attempt.deadline <= now:
        raise TimeUpError
    AttemptItem.objects.filter(pk=item.pk).update(is_flagged=wanted)


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: datetime) -> Attempt:
    """Hand in an attempt and mark it; safe to repeat.

    What comes when time is up is handed in as it was then.
    """
    lock_people([attempt.person_id])
    row = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("exam")
        .get(pk=attempt.pk)
    )
    if not row.is_open:
        return row
    is_over = row.deadline <= now
    row.state = AttemptState.EXPIRED if is_over else AttemptState.SUBMITTED
    row.submitted_at = min(row.deadline, now)
    row.save()
    mark_attempt(attempt=row, now=now)
    return row


def close_overdue(attempts: Any, now: datetime) -> int:
    """Hand in what is open though its time is up; return how many that were.

    One that cannot be marked keeps no other from it. Raises ExceptionGroup of all those.
    """
    overdue = [*attempts.overdue(now).select_related("exam")]
    errors = []
    for attempt in overdue:
        try:
            submit_attempt(attempt=attempt, now=now)
        except Exception as error:  # noqa: BLE001 (raised below)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Attempts that could not be marked.", errors)
    return len(overdue)


def close_all_overdue(now: datetime) -> str:
    """Hand in whatever is overdue, and say how many that were."""
    return f"Attempts whose time was up: {close_overdue(Attempt.objects.all(), now)}"
