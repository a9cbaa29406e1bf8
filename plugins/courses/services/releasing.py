"""Releases: what a course consisted of at one time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from plugins.courses.exceptions import NothingToLearnError
from plugins.courses.models import CoursePage, CourseRelease
from plugins.courses.services.outlines import as_json, digest_of, outline_of


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
