"""Practicals as parts of a course."""

from collections.abc import Sequence

from plugins.courses.enums import ActivityKind
from plugins.courses.models import CoursePage, Practical
from plugins.courses.services.activities import Activity


def activities_of(course: CoursePage) -> Sequence[Activity]:
    """Return the practicals of a course, as its outline lists them."""
    rows = Practical.objects.filter(course=course, is_on=True).order_by("pk")
    return [
        Activity(
            key=str(row.key),
            kind=ActivityKind.PRACTICAL,
            title=row.title,
            is_required=row.is_required,
        )
        for row in rows
    ]
