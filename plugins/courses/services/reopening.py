"""Activities that are to be done again, and how that is taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.courses.models import Enrollment
from plugins.courses.services.enrolling import locked_course
from plugins.courses.services.standings import standing_of


@dataclass(frozen=True)
class Taken:
    """What was taken from somebody when an activity was opened again."""

    done_at: datetime | None
    completed_at: datetime | None
    """None where the course is completed all the same, or never was."""


def reopen(*, enrollment: Enrollment, key: str, now: datetime) -> Taken:
    """Let an activity be done again; a completed course that requires it is open again.

    Of a course that is taken anew already, the time before is given up instead. In the
    transaction of the caller.
    """
    row = _locked(enrollment)
    done_at = _done_at(row, key)
    row.activities.filter(key=key).update(done_at=None)
    completed_at = row.completed_at
    if completed_at is None or standing_of(row).is_whole:
        return Taken(done_at, None)
    taken = Enrollment.objects.running().filter(
        person=row.person_id, course_key=row.course_key
    )
    row.withdrawn_at = now if taken.exists() else None
    row.completed_at = None
    row.save(update_fields=["completed_at", "withdrawn_at"])
    return Taken(done_at, completed_at)


def put_back(
    *, enrollment: Enrollment, key: str, taken: Taken, since: datetime | None
) -> bool:
    """Give back what was taken at `since`; return False where something was built on it.

    In the transaction of the caller.
    """
    row = _locked(enrollment)
    if row.withdrawn_at not in {None, since} or _done_at(row, key) is not None:
        return False
    row.activities.filter(key=key).update(done_at=taken.done_at)
    if taken.completed_at is not None and standing_of(row).is_whole:
        row.completed_at, row.withdrawn_at = taken.completed_at, None
        row.save(update_fields=["completed_at", "withdrawn_at"])
    return True


def _locked(enrollment: Enrollment) -> Enrollment:
    course = enrollment.release.course
    if course is not None:
        locked_course(course)
    rows: Any = Enrollment.objects.select_for_update(of=("self",))
    found: Enrollment = rows.select_related("release__course").get(pk=enrollment.pk)
    return found


def _done_at(row: Enrollment, key: str) -> datetime | None:
    found = row.activities.filter(key=key).values_list("done_at", flat=True)
    return found.first()
