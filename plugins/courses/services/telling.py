"""What people are told of their courses, each once."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import notify
from lms.plugins import plugin_settings
from plugins.courses.enums import EnrollmentAct
from plugins.courses.models import Enrollment, EnrollmentNote

ASSIGNED = "lms_courses.assigned"
DUE = "lms_courses.due"
OVERDUE = "lms_courses.overdue"
REMINDER = "lms_courses.reminder"
DUE_MOVED = "lms_courses.due_moved"
TAKEN_BACK = "lms_courses.taken_back"
GIVEN_BACK = "lms_courses.given_back"
CHANGES = {
    EnrollmentAct.DUE_MOVED: DUE_MOVED,
    EnrollmentAct.TAKEN_BACK: TAKEN_BACK,
    EnrollmentAct.GIVEN_BACK: GIVEN_BACK,
}
LONG_AGO = timedelta(days=30)
"""Whoever is late by more was told, unless nothing ran for so long."""


def tell_of_assignment(row: Enrollment, now: datetime) -> bool:
    """Tell somebody of a course that is assigned to them; not whoever did it."""
    if row.assigned_by_id == row.person_id:
        return False
    return _tell(ASSIGNED, row, f"{ASSIGNED}:{row.pk}", now)


def tell_of_change(note: EnrollmentNote) -> bool:
    """Tell somebody what another person changed about a course of theirs, and why."""
    row = note.enrollment
    if note.by_id == row.person_id:
        return False
    kind = CHANGES[EnrollmentAct(note.act)]
    return _tell(kind, row, f"{kind}:{note.pk}", note.at, reason=note.reason)


def remind(*, enrollment: Enrollment, now: datetime) -> bool:
    """Remind somebody of a course at the wish of a trainer; once a day at most."""
    return _tell(
        REMINDER, enrollment, f"{REMINDER}:{enrollment.pk}:{localdate(now)}", now
    )


def remind_of_due(now: datetime) -> str:
    """Tell people what is due soon or overdue: each stage once for each due date."""
    today = localdate(now)
    known = plugin_settings("lms_courses")
    stages = sorted({known["last_reminder_days"], known["first_reminder_days"]})
    near = (today - LONG_AGO, today + timedelta(days=stages[-1]))
    rows = (
        Enrollment.objects.running()
        .filter(due_on__range=near, release__course__live=True)
        .select_related("person", "release__course")
    )
    told = 0
    for row in rows:
        found = _stage(row.due_on, today, stages)
        if found:
            kind, name = found
            told += _tell(kind, row, f"{kind}:{row.pk}:{row.due_on}:{name}", now)
    return f"Reminders of courses: {told}"


def _stage(
    due_on: date | None, today: date, stages: list[int]
) -> tuple[str, str] | None:
    if due_on is None:
        return None
    left = (due_on - today).days
    if left < 0:
        return OVERDUE, "late"
    reached = [days for days in stages if left <= days]
    return (DUE, str(reached[0])) if reached else None


def _tell(
    kind: str, row: Enrollment, key: str, now: datetime, **parameters: str
) -> bool:
    course = row.release.course
    if course is None:
        return False
    day = f"{row.due_on:%Y-%m-%d}" if row.due_on else ""
    told = notify(
        kind=kind,
        recipient=row.person,
        target=Target.of(course),
        key=key,
        now=now,
        parameters={"due": day, **parameters},
    )
    return told is not None
