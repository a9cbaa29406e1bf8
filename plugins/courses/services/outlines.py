"""What a course consists of: lessons in their order, then exams and practicals."""

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from json import dumps
from typing import Any

from plugins.courses.enums import ActivityKind
from plugins.courses.models import CoursePage, LessonPage
from plugins.courses.services.activities import Activity
from plugins.courses.services.exams import activities as exams
from plugins.courses.services.practicals import activities as practicals


def outline_of(course: CoursePage) -> Sequence[Activity]:
    """Return what there is to do in a course now."""
    rest = [*exams.activities_of(course), *practicals.activities_of(course)]
    lessons = LessonPage.objects.child_of(course).live().order_by("path")
    return [*map(_of_lesson, lessons), *rest]


def _of_lesson(lesson: LessonPage) -> Activity:
    return Activity(
        key=str(lesson.key),
        kind=ActivityKind.LESSON,
        title=lesson.title,
        is_required=lesson.is_required,
        section=lesson.section,
        minutes=lesson.minutes,
    )


def as_json(outline: Sequence[Activity]) -> list[dict[str, Any]]:
    """Return what a release keeps."""
    return [asdict(activity) for activity in outline]


def digest_of(outline: Sequence[Activity]) -> str:
    """Return what differs as soon as anything of it does."""
    return sha256(dumps(as_json(outline), ensure_ascii=False).encode()).hexdigest()
