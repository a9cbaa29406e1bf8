"""What brings somebody further in a course, up to its completion."""

from datetime import datetime, timedelta

from django.db import transaction

from lms.events import Target, publish
from lms.events.host import tell_activity
from plugins.courses.enums import LessonRule
from plugins.courses.events import COMPLETED, CourseCompleted
from plugins.courses.exceptions import (
    ChecksOpenError,
    NotInReleaseError,
    NotRunningError,
    TooSoonError,
)
from plugins.courses.models import ActivityProgress, Enrollment, LessonPage
from plugins.courses.models.content import checks_of
from plugins.courses.services.hand_ins import check_hand_ins
from plugins.courses.services.locks import check_lock
from plugins.courses.services.standings import standing_of


@transaction.atomic
def open_lesson(*, enrollment: Enrollment, lesson: LessonPage, now: datetime) -> None:
    """Note that somebody has a lesson open; raises NotInReleaseError and LockedError."""
    _check_part(enrollment, lesson)
    _check_lock(enrollment)
    # As when it is done, the enrollment comes first, so that nobody waits in a circle.
    _locked(enrollment)
    row, _is_new = ActivityProgress.objects.get_or_create(
        enrollment=enrollment, key=lesson.key, defaults={"opened_at": now}
    )
    ActivityProgress.objects.filter(pk=row.pk).update(
        seen_at=now, opened_at=row.opened_at or now
    )
    begun = Enrollment.objects.filter(pk=enrollment.pk, begun_at=None)
    begun.update(begun_at=now)


@transaction.atomic
def finish_lesson(
    *, enrollment: Enrollment, lesson: LessonPage, opened_at: datetime, now: datetime
) -> bool:
    """Mark a lesson as done; return whether that completes the course.

    `opened_at` is when the server showed it. Raises NotInReleaseError, NotRunningError,
    LockedError, TooSoonError and ChecksOpenError. A second press changes nothing.
    """
    _check_part(enrollment, lesson)
    _check_lock(enrollment)
    _check_rule(enrollment, lesson, opened_at, now)
    return mark_done(enrollment=enrollment, key=str(lesson.key), now=now)


@transaction.atomic
def mark_done(*, enrollment: Enrollment, key: str, now: datetime) -> bool:
    """Mark an activity as done; return whether that completes the course.

    Raises NotRunningError for a course that is given up; one that is completed stays so.
    """
    row = _locked(enrollment)
    if row.withdrawn_at is not None:
        raise NotRunningError
    progress, _is_new = ActivityProgress.objects.get_or_create(
        enrollment=row, key=key, defaults={"opened_at": now, "seen_at": now}
    )
    if progress.done_at is None:
        progress.done_at = now
        progress.save(update_fields=["done_at"])
    Enrollment.objects.filter(pk=row.pk, begun_at=None).update(begun_at=now)
    return _settle(row, now)


@transaction.atomic
def settle(*, enrollment: Enrollment, now: datetime) -> bool:
    """Complete a course of which nothing is left to do; return whether it was that.

    A lesson that was taken off the site may have been the last one.
    """
    return _settle(_locked(enrollment), now)


def _locked(enrollment: Enrollment) -> Enrollment:
    """Return the row as it is now; whoever wants it at the same time waits."""
    locked = Enrollment.objects.select_for_update(of=("self",))
    return locked.select_related("release__course").get(pk=enrollment.pk)


def _settle(row: Enrollment, now: datetime) -> bool:
    if not row.is_running or not standing_of(row).is_whole:
        return False
    Enrollment.objects.filter(pk=row.pk).update(completed_at=now)
    target = Target.of(row)
    publish(
        CourseCompleted(
            actor_id=row.person_id,
            target=target,
            occurred_at=now,
            key=f"{CourseCompleted.name}:{row.key}",
            course_key=str(row.course_key),
        )
    )
    before = Enrollment.objects.filter(person=row.person_id, course_key=row.course_key)
    if not before.exclude(pk=row.pk).exclude(completed_at=None).exists():
        tell_activity(
            COMPLETED,
            Target.of(row.release.course or row.release),
            person=row.person_id,
            now=now,
            key=f"{row.course_key}:{row.person_id}",
        )
    return True


def _check_part(enrollment: Enrollment, lesson: LessonPage) -> None:
    keys = {row["key"] for row in enrollment.release.outline}
    if str(lesson.key) not in keys:
        raise NotInReleaseError


def _check_lock(enrollment: Enrollment) -> None:
    """Refuse to begin before other courses; what is begun goes on."""
    course = enrollment.release.course
    if enrollment.begun_at is None and course is not None:
        check_lock(course, enrollment.person)


def _check_rule(
    enrollment: Enrollment, lesson: LessonPage, opened_at: datetime, now: datetime
) -> None:
    left = timedelta(seconds=lesson.fewest_seconds) - (now - opened_at)
    if left > timedelta(0):
        raise TooSoonError(int(left.total_seconds()) + 1)
    if lesson.rule == LessonRule.CHECKS:
        answers = enrollment.check_answers.filter(lesson_key=lesson.key, is_right=True)
        right = {str(key) for key in answers.values_list("block", flat=True)}
        if {check.key for check in checks_of(lesson)} - right:
            raise ChecksOpenError
    check_hand_ins(enrollment, lesson)
