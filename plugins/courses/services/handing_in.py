"""Handing in what a lesson asks for, and looking at what was handed in."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction

from lms.events import Target, publish
from lms.files.gate import inspect
from lms.files.kinds import PICTURES, FileKind
from lms.files.pictures import without_metadata
from plugins.courses.enums import HandInRule, HandInState
from plugins.courses.events import HandedIn, HandInDecided
from plugins.courses.exceptions import (
    CourseError,
    HandInChangedError,
    HandInDecidedError,
    NoFeedbackError,
    NothingHandedInError,
    NotOneselfError,
    TooLongError,
    TooManyFilesError,
    TooManyVersionsError,
)
from plugins.courses.models import Enrollment, HandIn, HandInFile, LessonPage
from plugins.courses.models.content import find_block
from plugins.courses.services.hand_ins import BLOCK, TAKEN
from plugins.courses.services.progress import finish_lesson, open_lesson

MOST_FILES = 5
MOST_VERSIONS = 20


@dataclass(frozen=True)
class Handed:
    """What a learner hands in."""

    text: str = ""
    files: Sequence[Any] = ()
    seen: int = 0
    """The number of the last version that the learner saw, 0 for none."""


def hand_in(
    *,
    enrollment: Enrollment,
    lesson: LessonPage,
    block: Any,
    handed: Handed,
    now: datetime,
) -> HandIn:
    """Hand in a text, files or both; one that still waits is replaced.

    What was seen says whether this is a second press, which hands in nothing. Pictures
    are kept without what the camera wrote into them. Raises HandInError,
    FileRefusedError, and what opening the lesson raises.
    """
    # Before the transaction: nobody else waits while pictures are drawn anew.
    files = _checked(block, handed)
    with transaction.atomic():
        Enrollment.objects.select_for_update().get(pk=enrollment.pk)
        open_lesson(enrollment=enrollment, lesson=lesson, now=now)
        row = _next_version(enrollment, lesson, block, handed, now)
        for file, kind in files:
            _keep(row, file, kind)
        publish(
            HandedIn(
                actor_id=enrollment.person_id,
                target=Target.of(row),
                occurred_at=now,
                key=f"{HandedIn.name}:{row.pk}",
            )
        )
        if block.value["done_when"] == HandInRule.HANDED_IN:
            _finish(enrollment, lesson, now)
    return row


@transaction.atomic
def take_back(*, enrollment: Enrollment, lesson: LessonPage, block: str) -> None:
    """Take away, with its files, what was handed in and nobody has looked at.

    Raises HandInDecidedError where there is none, or where it has counted already.
    """
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    rows = HandIn.objects.filter(enrollment=enrollment, lesson_key=lesson.key)
    waiting = rows.filter(block=block, state=HandInState.WAITING)
    done = enrollment.activities.filter(key=lesson.key).exclude(done_at=None)
    if done.exists() or not waiting.exists():
        raise HandInDecidedError
    remove(waiting)


@transaction.atomic
def decide(
    *,
    row: HandIn,
    user: Any,
    is_accepted: bool,
    feedback: str,
    points: Sequence[Mapping[str, Any]],
    now: datetime,
) -> HandIn:
    """Accept what was handed in, or send it back; the lesson of what is accepted is done.

    Raises HandInDecidedError for what does not wait (any more), NoFeedbackError for what
    is sent back without a word, TooLongError, and NotOneselfError for one's own.
    """
    found = HandIn.objects.select_for_update().get(pk=row.pk)
    enrollment = Enrollment.objects.select_related("release__course", "person").get(
        pk=found.enrollment_id
    )
    if found.state != HandInState.WAITING:
        raise HandInDecidedError
    if enrollment.person_id == user.pk:
        raise NotOneselfError
    _check_feedback(feedback, points, is_accepted=is_accepted)
    found.state = HandInState.ACCEPTED if is_accepted else HandInState.SENT_BACK
    found.feedback, found.points = feedback.strip(), [*points]
    found.decided_by, found.decided_at = user, now
    found.save()
    publish(
        HandInDecided(
            actor_id=user.pk,
            target=Target.of(found),
            occurred_at=now,
            key=f"{HandInDecided.name}:{found.pk}",
            person=enrollment.person_id,
            is_accepted=is_accepted,
        )
    )
    lesson = LessonPage.objects.filter(key=found.lesson_key, live=True).first()
    block = lesson and find_block(lesson, BLOCK, str(found.block))
    if is_accepted and block and block.value["done_when"] == HandInRule.ACCEPTED:
        _finish(enrollment, lesson, now)
    return found


def remove(rows: Any) -> None:
    """Delete what was handed in, and its files once that is certain."""
    for each in HandInFile.objects.filter(hand_in__in=rows):
        transaction.on_commit(partial(each.file.storage.delete, str(each.file.name)))
    rows.delete()


def _checked(block: Any, handed: Handed) -> list[tuple[Any, FileKind]]:
    """Return the files as they are kept, and their kinds; raise where one is not taken."""
    text, files = handed.text.strip(), handed.files
    if not text and not files:
        raise NothingHandedInError
    if len(text) > HandIn.LONGEST:
        raise TooLongError
    if len(files) > MOST_FILES:
        raise TooManyFilesError
    taken = TAKEN[block.value["files"]]
    kinds = [inspect(file, kinds=taken) for file in files]
    return [
        (without_metadata(file) if kind.extension in PICTURES else file, kind)
        for file, kind in zip(files, kinds, strict=True)
    ]


def _next_version(
    enrollment: Enrollment,
    lesson: LessonPage,
    block: Any,
    handed: Handed,
    now: datetime,
) -> HandIn:
    """Add a version in place of the one that still waits."""
    place = {"enrollment": enrollment, "lesson_key": lesson.key, "block": block.id}
    rows = HandIn.objects.filter(**place)
    last = rows.first()
    if (last.number if last else 0) != handed.seen:
        raise HandInChangedError
    if last is not None and last.state == HandInState.ACCEPTED:
        raise HandInDecidedError
    if handed.seen >= MOST_VERSIONS:
        raise TooManyVersionsError
    rows.filter(state=HandInState.WAITING).update(state=HandInState.REPLACED)
    return HandIn.objects.create(
        **place,
        number=handed.seen + 1,
        title=lesson.title,
        task=block.value["text"],
        text=handed.text.strip(),
        handed_in_at=now,
    )


def _check_feedback(
    feedback: str, points: Sequence[Mapping[str, Any]], *, is_accepted: bool
) -> None:
    """Raise where it is too long, or says nothing of what is sent back."""
    texts = [feedback.strip(), *(point["comment"] for point in points)]
    if any(len(text) > HandIn.LONGEST for text in texts):
        raise TooLongError
    missed = any(point["is_met"] is False for point in points)
    if not is_accepted and not missed and not any(texts):
        raise NoFeedbackError


def _keep(row: HandIn, file: Any, kind: FileKind) -> None:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    kept = HandInFile(
        hand_in=row,
        filename=file.name[-HandInFile.LONGEST_NAME :],
        mime=kind.mime,
        size=file.size,
        sha256=digest.hexdigest(),
    )
    kept.file.save(f"file.{kind.extension}", file, save=True)


def _finish(enrollment: Enrollment, lesson: Any, now: datetime) -> None:
    """Mark the lesson as done unless something else of it is still open."""
    since = now - timedelta(seconds=lesson.fewest_seconds)
    with suppress(CourseError):
        finish_lesson(enrollment=enrollment, lesson=lesson, opened_at=since, now=now)
