"""What trainers change about courses that people have: the due date, and having them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from plugins.courses.enums import EnrollmentAct, EnrollmentSource
from plugins.courses.models import CoursePage, Enrollment, EnrollmentNote
from plugins.courses.services.telling import tell_of_change


@dataclass(frozen=True)
class Change:
    """What somebody changes, and why."""

    act: EnrollmentAct
    by: Any
    at: datetime
    reason: str = ""
    due_on: date | None = None
    """The new day, where that is what changes."""


@dataclass(frozen=True)
class Changed:
    """For how many something changed, and for how many it did not."""

    done: int
    left: int
    """Completed or given up meanwhile, one's own, or as it is to be already."""


@transaction.atomic
def change_enrollments(*, rows: QuerySet[Enrollment], change: Change) -> Changed:
    """Give another due date to people, take a course back from them, or give it again.

    What was done in it is kept, each change stands in the history, and each person is
    told. Nobody changes what others assigned to oneself.
    """
    keys = [*rows.values_list("pk", flat=True)]
    _lock_courses(keys)
    locked = Enrollment.objects.select_for_update(of=("self",)).order_by("pk")
    done = 0
    for row in locked.filter(pk__in=keys).select_related("person", "release__course"):
        is_own = row.person_id == change.by.pk
        if is_own and row.source == EnrollmentSource.ASSIGNED:
            continue
        before = row.due_on
        if not _CHANGES[change.act](row, change):
            continue
        row.save(update_fields=["due_on", "withdrawn_at"])
        note = EnrollmentNote.objects.create(
            enrollment=row,
            act=change.act,
            before=before,
            after=row.due_on,
            reason=change.reason,
            by=change.by,
            at=change.at,
        )
        tell_of_change(note)
        done += 1
    return Changed(done, len(keys) - done)


def _lock_courses(keys: list[int]) -> None:
    """Let nobody assign these courses meanwhile: a person has each once."""
    found: Any = CoursePage.objects.filter(releases__enrollments__in=keys)
    courses: Any = CoursePage.objects.filter(pk__in=found.values("pk"))
    for _course in courses.select_for_update(of=("self",)).order_by("pk"):
        pass


def _move_due(row: Enrollment, change: Change) -> bool:
    is_changed = row.is_running and row.due_on != change.due_on
    if is_changed:
        row.due_on = change.due_on
    return is_changed


def _take_back(row: Enrollment, change: Change) -> bool:
    is_changed = row.is_running
    if is_changed:
        row.withdrawn_at = change.at
    return is_changed


def _give_back(row: Enrollment, _change: Change) -> bool:
    is_changed = Enrollment.objects.taken_back().filter(pk=row.pk).exists()
    if is_changed:
        row.withdrawn_at = None
    return is_changed


_CHANGES: Mapping[EnrollmentAct, Callable[[Enrollment, Change], bool]] = {
    EnrollmentAct.DUE_MOVED: _move_due,
    EnrollmentAct.TAKEN_BACK: _take_back,
    EnrollmentAct.GIVEN_BACK: _give_back,
}
