"""Exams as parts of a course."""

from collections.abc import Sequence

from plugins.courses.enums import ActivityKind, ExamState
from plugins.courses.models import CoursePage, Exam
from plugins.courses.services.activities import Activity


def activities_of(course: CoursePage) -> Sequence[Activity]:
    """Return the exams of a course, as its outline lists them."""
    exams = Exam.objects.filter(course=course, state=ExamState.OPEN)
    return [
        Activity(
            key=str(exam.key),
            kind=ActivityKind.EXAM,
            title=exam.title,
            is_required=exam.is_required,
            minutes=exam.minutes,
        )
        for exam in exams
    ]
