"""How far somebody is in a course, and what brings it further.

Percent is what is done of what the release requires, so it is 0 to 100 whatever is
changed in the course. What was required and is gone from a live course is waived.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.urls import reverse

from lms.events import Target, publish
from lms.events.host import ActivityDone
from plugins.courses.enums import ActivityKind, LessonRule, StepState
from plugins.courses.events import COMPLETED, CourseCompleted
from plugins.courses.exceptions import (
    ChecksOpenError,
    NotInReleaseError,
    NotRunningError,
    TooSoonError,
)
from plugins.courses.models import ActivityProgress, Enrollment, LessonPage
from plugins.courses.models.content import checks_of
from plugins.courses.services.locks import check_lock
from plugins.courses.services.outlines import Activity

WHOLE = 100
ADDRESSED = frozenset({ActivityKind.LESSON})
"""Kinds of which `addresses_of` knows what is there: no other is ever waived."""


@dataclass(frozen=True)
class Step:
    """One activity of a release, and how far somebody is with it."""

    activity: Activity
    state: StepState
    progress: ActivityProgress | None
    url: str
    """Where it is done; "" for what is gone, and for what has no page of its own here."""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in {StepState.DONE, StepState.WAIVED}


@dataclass(frozen=True)
class Standing:
    """How far somebody is in a course."""

    enrollment: Enrollment
    steps: list[Step]

    @cached_property
    def required(self) -> list[Step]:
        """What counts: all of it, in a course where nothing is required."""
        found = [step for step in self.steps if step.activity.is_required]
        return found or self.steps

    @property
    def done(self) -> int:
        """How much of it is settled."""
        return sum(step.is_settled for step in self.required)

    @property
    def total(self) -> int:
        """How much there is."""
        return len(self.required)

    @property
    def percent(self) -> int:
        """How much of it is settled, of 100; all of it once it is completed."""
        if self.enrollment.completed_at is not None:
            return WHOLE
        return self.done * WHOLE // self.total if self.total else 0

    @property
    def is_whole(self) -> bool:
        """Whether it may count as completed: all is settled, and something was done."""
        was_done = any(step.state == StepState.DONE for step in self.steps)
        return was_done and self.done == self.total

    @property
    def going_on(self) -> Step | None:
        """Where one goes on: what was open last and is not done, else what comes next."""
        reachable = [step for step in self.steps if step.url]
        unsettled = [step for step in reachable if not step.is_settled]
        seen = {
            step.progress.seen_at: step
            for step in unsettled
            if step.progress and step.progress.seen_at
        }
        if seen:
            return seen[max(seen)]
        required = [step for step in unsettled if step.activity.is_required]
        return next(iter([*required, *unsettled, *reachable]), None)


def standing_of(enrollment: Enrollment) -> Standing:
    """Return how far one enrollment is."""
    return standings_of([enrollment])[enrollment.pk]


def standings_of(enrollments: Iterable[Enrollment]) -> dict[int, Standing]:
    """Return how far some are: two queries, however many they are.

    Releases and their courses should be loaded.
    """
    rows = [*enrollments]
    outlines = {row.pk: activities_of(row.release.outline) for row in rows}
    addresses = addresses_of(each for found in outlines.values() for each in found)
    known: dict[int, dict[str, ActivityProgress]] = {}
    for progress in ActivityProgress.objects.filter(enrollment__in=outlines):
        known.setdefault(progress.enrollment_id, {})[str(progress.key)] = progress
    return {
        row.pk: Standing(
            row, _steps(row, outlines[row.pk], known.get(row.pk, {}), addresses)
        )
        for row in rows
    }


def activities_of(outline: Iterable[Mapping[str, Any]]) -> list[Activity]:
    """Return what a release keeps."""
    return [Activity(**row) for row in outline]


def addresses_of(activities: Iterable[Activity]) -> dict[str, str]:
    """Return where the live lessons among these are, by their keys."""
    keys = {each.key for each in activities if each.kind == ActivityKind.LESSON}
    lessons = LessonPage.objects.live().filter(key__in=keys).order_by()
    return {
        str(key): reverse("lms_courses:lesson", args=[pk])
        for key, pk in lessons.values_list("key", "pk")
    }


def _steps(
    enrollment: Enrollment,
    outline: Iterable[Activity],
    known: Mapping[str, ActivityProgress],
    addresses: Mapping[str, str],
) -> list[Step]:
    course = enrollment.release.course
    is_offered = course is not None and course.live
    return [
        Step(
            activity=each,
            state=_state(each, known.get(each.key), addresses, is_offered),
            progress=known.get(each.key),
            url=addresses.get(each.key, "") if is_offered else "",
        )
        for each in outline
    ]


def _state(
    activity: Activity,
    progress: ActivityProgress | None,
    addresses: Mapping[str, str],
    is_offered: bool,  # noqa: FBT001 (of this module alone)
) -> StepState:
    if progress is not None and progress.done_at is not None:
        return StepState.DONE
    is_known = activity.kind in ADDRESSED
    if is_offered and is_known and activity.key not in addresses:
        return StepState.WAIVED
    return StepState.NEW if progress is None else StepState.OPENED


@transaction.atomic
def open_lesson(*, enrollment: Enrollment, lesson: LessonPage, now: datetime) -> None:
    """Note that somebody has a lesson open; raises NotInReleaseError and LockedError."""
    _check_part(enrollment, lesson)
    _check_lock(enrollment)
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
        publish(
            ActivityDone(
                actor_id=row.person_id,
                target=Target.of(row.release.course or row.release),
                occurred_at=now,
                key=f"{COMPLETED}:{row.course_key}:{row.person_id}",
                activity=COMPLETED,
            )
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
