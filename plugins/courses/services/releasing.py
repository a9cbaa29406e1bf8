"""Releases: what a course consisted of at one time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from plugins.courses.exceptions import NothingToLearnError
from plugins.courses.models import CoursePage, CourseRelease
from plugins.courses.services.activities import Activity
from plugins.courses.services.outlines import as_json, digest_of, outline_of


@dataclass(frozen=True)
class Difference:
    """What a release made now would change for whoever begins after it."""

    added: list[Activity]
    removed: list[Activity]
    changed: list[tuple[Activity, Activity]]
    """As it is in the last release, and as it would be."""
    is_moved: bool
    """Whether what stays comes in another order."""

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.added or self.removed or self.changed or self.is_moved)


def difference_of(course: CoursePage) -> Difference:
    """Return what differs between the last release and what is published now."""
    last = CourseRelease.objects.filter(course_key=course.key).first()
    before = {row["key"]: Activity(**row) for row in (last.outline if last else ())}
    now = {activity.key: activity for activity in outline_of(course)}
    stays = [key for key in now if key in before]
    return Difference(
        added=[now[key] for key in now if key not in before],
        removed=[before[key] for key in before if key not in now],
        changed=[(before[key], now[key]) for key in stays if before[key] != now[key]],
        is_moved=stays != [key for key in before if key in now],
    )


@transaction.atomic
def release_course(*, course: CoursePage, user: Any, now: datetime) -> CourseRelease:
    """Keep what the course consists of now; the last release if nothing has changed.

    Whoever begins from now on has this one. Raises NothingToLearnError for an empty
    course. `user` is None for the demo and commands.
    """
    CoursePage.objects.select_for_update().get(pk=course.pk)
    outline = outline_of(course)
    if not outline:
        raise NothingToLearnError
    digest = digest_of(outline)
    before = CourseRelease.objects.filter(course_key=course.key).first()
    if before is not None and before.digest == digest:
        return before
    last = CourseRelease.objects.filter(course_key=course.key).aggregate(
        n=Max("number")
    )
    return CourseRelease.objects.create(
        course=course,
        course_key=course.key,
        title=course.title,
        number=(last["n"] or 0) + 1,
        outline=as_json(outline),
        digest=digest,
        released_by=user,
        released_at=now,
    )
