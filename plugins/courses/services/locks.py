"""Which courses come before another."""

from typing import Any

from plugins.courses.exceptions import LockedError
from plugins.courses.models import CoursePage, Enrollment


def missing_before(course: CoursePage, person: Any) -> list[CoursePage]:
    """Return the courses that come first and that somebody has not completed.

    One that is not offered to them (any more) holds nobody up.
    """
    before = CoursePage.objects.offered_to(person).filter(needed_by=course)
    completed = Enrollment.objects.of(person).exclude(completed_at=None)
    done = completed.order_by().values("course_key")
    return [*before.exclude(key__in=done).order_by("path")]


def check_lock(course: CoursePage, person: Any) -> None:
    """Raise LockedError, with what is missing, where other courses come first."""
    missing = missing_before(course, person)
    if missing:
        raise LockedError([each.title for each in missing])
