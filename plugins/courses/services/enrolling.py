"""Who is in which course: begun by oneself, or assigned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from lms.access import is_readable_page
from plugins.courses.enums import EnrollmentSource
from plugins.courses.exceptions import (
    ClosedCourseError,
    NotOneselfError,
    NotReleasedError,
    NotRunningError,
)
from plugins.courses.models import CoursePage, CourseRelease, Enrollment, Result
from plugins.courses.services.locks import check_lock
from plugins.courses.services.progress import mark_done, settle
from plugins.courses.services.telling import tell_of_assignment


@dataclass(frozen=True)
class Assigned:
    """What became of assigning a course."""

    added: int
    kept: int
    """They had it already."""
    closed: int
    """They may not read it."""


def newest_release(course: CoursePage) -> CourseRelease:
    """Return what whoever begins now gets; raises NotReleasedError."""
    found = CourseRelease.objects.filter(course_key=course.key).first()
    if found is None:
        raise NotReleasedError
    return found


@transaction.atomic
def enroll(*, course: CoursePage, user: Any, now: datetime) -> Enrollment:
    """Put somebody into a course at their own wish; who is in it already stays so.

    Raises NotReleasedError, ClosedCourseError, and LockedError where others come first.
    """
    course = locked_course(course)
    release = newest_release(course)
    last = _last(course, user)
    if last is not None and last.withdrawn_at is None:
        return last
    if not course.is_open:
        raise ClosedCourseError
    check_lock(course, user)
    return _add(course, release, user, now)


@transaction.atomic
def take_again(*, course: CoursePage, user: Any, now: datetime) -> Enrollment:
    """Begin a completed course anew; the time before stays as it was.

    Whoever never completed it enrolls as anybody else, and the same errors are raised.
    """
    course = locked_course(course)
    release = newest_release(course)
    rows = Enrollment.objects.of(user).filter(course_key=course.key)
    if not rows.exclude(completed_at=None).exists():
        return enroll(course=course, user=user, now=now)
    running = rows.running().first()
    return running or _add(course, release, user, now)


@transaction.atomic
def assign(
    *,
    course: CoursePage,
    people: Iterable[Any],
    user: Any,
    now: datetime,
    due_on: date | None = None,
    is_again: bool = False,
) -> Assigned:
    """Give a course to people; whoever has it keeps the progress, and is not told twice.

    With `is_again` it is given to those, too, who have completed it. Somebody who began
    by oneself has it assigned from now on, with the due date. Raises NotReleasedError.
    """
    course = locked_course(course)
    release = newest_release(course)
    due_on = due_on or _due_of(course, now)
    added = kept = closed = 0
    for person in people:
        if not is_readable_page(person, course.path):
            closed += 1
            continue
        last = _last(course, person)
        is_done = last is not None and last.completed_at is not None
        if last is None or last.withdrawn_at is not None or (is_done and is_again):
            row = _add(course, release, person, now, by=user, due_on=due_on)
            added += 1
        elif last.is_running and last.source == EnrollmentSource.SELF:
            row = _take_over(last, user, due_on)
            kept += 1
        else:
            kept += 1
            continue
        tell_of_assignment(row, now)
    return Assigned(added, kept, closed)


@transaction.atomic
def leave_course(*, enrollment: Enrollment, now: datetime) -> None:
    """Give up a course that one took oneself; what was done in it is kept.

    Raises NotRunningError, and NotOneselfError for what others assigned.
    """
    row = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if not row.is_running:
        raise NotRunningError
    if row.source == EnrollmentSource.ASSIGNED:
        raise NotOneselfError
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])


@transaction.atomic
def switch_release(*, enrollment: Enrollment, now: datetime) -> Enrollment:
    """Go over to the newest release; what is done stays done, by its key.

    Raises NotRunningError: what is completed stays what it was.
    """
    rows = Enrollment.objects.select_for_update(of=("self",))
    row = rows.select_related("release__course").get(pk=enrollment.pk)
    if not row.is_running:
        raise NotRunningError
    newest = CourseRelease.objects.filter(course_key=row.course_key).first()
    if newest is None or newest.pk == row.release_id:
        return row
    row.release = newest
    row.save(update_fields=["release"])
    for key in _passed(row):
        mark_done(enrollment=row, key=key, now=now)
    settle(enrollment=row, now=now)
    return row


def _passed(row: Enrollment) -> list[str]:
    """Return what of the new release was passed since the person began."""
    keys = [activity["key"] for activity in row.release.outline]
    results = Result.objects.of(row.person).current().filter(is_passed=True)
    since = results.filter(activity_key__in=keys, decided_at__gte=row.enrolled_at)
    return [str(key) for key in since.values_list("activity_key", flat=True)]


def locked_course(course: CoursePage) -> CoursePage:
    """Return a course as it is now; whoever enrolls somebody at the same time waits."""
    rows: Any = CoursePage.objects.select_for_update(of=("self",))
    found: CoursePage = rows.get(pk=course.pk)
    return found


def _last(course: CoursePage, person: Any) -> Enrollment | None:
    rows = Enrollment.objects.of(person).filter(course_key=course.key)
    return rows.order_by("-cycle").first()


def _due_of(course: CoursePage, now: datetime) -> date | None:
    return localdate(now) + timedelta(days=course.days) if course.days else None


def _add(
    course: CoursePage,
    release: CourseRelease,
    person: Any,
    now: datetime,
    by: Any = None,
    due_on: date | None = None,
) -> Enrollment:
    rows = Enrollment.objects.of(person).filter(course_key=course.key)
    cycle = rows.aggregate(most=Max("cycle"))["most"] or 0
    return Enrollment.objects.create(
        person=person,
        release=release,
        course_key=course.key,
        cycle=cycle + 1,
        source=EnrollmentSource.ASSIGNED if by else EnrollmentSource.SELF,
        assigned_by=by,
        enrolled_at=now,
        due_on=due_on or _due_of(course, now),
    )


def _take_over(row: Enrollment, user: Any, due_on: date | None) -> Enrollment:
    row.source, row.assigned_by = EnrollmentSource.ASSIGNED, user
    row.due_on = due_on
    row.save(update_fields=["source", "assigned_by", "due_on"])
    return row
