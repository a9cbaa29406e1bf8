"""What a course consists of: lessons in their order, then exams and practicals."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from plugins.courses.enums import ActivityKind
from plugins.courses.models import CoursePage, LessonPage


@dataclass(frozen=True)
class Activity:
    """One thing to do in a course, as a release keeps it."""

    key: str
    """A UUID: that of the lesson, exam or practical."""
    kind: str
    title: str
    is_required: bool = True
    section: str = ""
    minutes: int = 0


def outline_of(course: CoursePage) -> Sequence[Activity]:
    """Return what there is to do in a course now."""
    lessons = LessonPage.objects.child_of(course).live().order_by("path")
    return [
        Activity(
            key=str(lesson.key),
            kind=ActivityKind.LESSON,
            title=lesson.title,
            is_required=lesson.is_required,
            section=lesson.section,
            minutes=lesson.minutes,
        )
        for lesson in lessons
    ]


def as_json(outline: Sequence[Activity]) -> list[dict[str, Any]]:
    """Return what a release keeps."""
    return [asdict(activity) for activity in outline]


def digest_of(outline: Sequence[Activity]) -> str:
    """Return what differs as soon as anything of it does."""
    return sha256(dumps(as_json(outline), ensure_ascii=False).encode()).hexdigest()
