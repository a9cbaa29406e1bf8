"""What learners say in a lesson."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from plugins.courses.exceptions import NoAnswerError, NotRunningError
from plugins.courses.models import CheckAnswer, Enrollment, LessonNote, LessonPage
from plugins.courses.models.content import Check

LONGEST_NOTE = 4000


@transaction.atomic
def answer_check(
    *,
    enrollment: Enrollment,
    lesson: LessonPage,
    check: Check,
    chosen: Collection[str],
    now: datetime,
) -> CheckAnswer:
    """Keep an answer to a quick check; the last one counts, but right stays right.

    Raises NoAnswerError where nothing is chosen that is offered, NotRunningError in a
    course that is given up.
    """
    if enrollment.withdrawn_at is not None:
        raise NotRunningError
    keys = [option.key for option in check.chosen(chosen)]
    if not keys or (len(keys) > 1 and not check.is_multiple):
        raise NoAnswerError
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    answer, is_new = CheckAnswer.objects.get_or_create(
        enrollment=enrollment,
        lesson_key=lesson.key,
        block=check.key,
        defaults={
            "chosen": keys,
            "is_right": {*keys} == check.right,
            "answered_at": now,
        },
    )
    if not is_new and not answer.is_right:
        answer.chosen, answer.answered_at = keys, now
        answer.is_right = {*keys} == check.right
        answer.tries = min(answer.tries + 1, 30_000)
        answer.save()
    return answer


@transaction.atomic
def write_note(
    *,
    enrollment: Enrollment,
    lesson: LessonPage,
    block: str,
    text: str,
    now: datetime,
) -> LessonNote:
    """Keep what somebody notes for a reflection; an empty text takes it away."""
    note, _is_new = LessonNote.objects.update_or_create(
        enrollment=enrollment,
        lesson_key=lesson.key,
        block=block,
        defaults={"text": text.strip()[:LONGEST_NOTE], "written_at": now},
    )
    return note
