"""Reminding people of exams that they are to sit."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import notify
from plugins.courses.enums import ExamState
from plugins.courses.models import Attempt, ExamAssignment

DUE = "lms_courses.exam_due"
DAYS_BEFORE = 2


def remind_of_exams(now: datetime) -> str:
    """Remind whoever has not sat an exam that is due in two days or was due since."""
    today = localdate(now)
    rows = ExamAssignment.objects.filter(
        due_on__lte=today + timedelta(days=DAYS_BEFORE), exam__state=ExamState.OPEN
    )
    told = 0
    for row in rows.select_related("exam", "person__staff_profile"):
        sat = Attempt.objects.filter(exam=row.exam_id, person=row.person_id)
        if sat.exists() or row.exam.is_past(now):
            continue
        told += bool(
            notify(
                kind=DUE,
                recipient=row.person,
                target=Target.of(row.exam),
                key=f"{DUE}:{row.pk}:{row.due_on}",
                now=now,
                parameters={"due_on": str(row.due_on)},
            )
        )
    return f"Reminders of exams: {told}"
