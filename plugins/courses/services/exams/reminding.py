"""Reminding people of exams that they are to sit."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import notify
from plugins.courses.enums import ExamState
from plugins.courses.models import Attempt, ExamAssignment

DUE = "lms_courses.exam_due"
DAYS_BEFORE = 2
LONG_AGO = timedelta(days=30)
"""Whoever is late by more was told, unless nothing ran for so long."""


def remind_of_exams(now: datetime) -> str:
    """Remind whoever has not sat an exam that is due in two days or was due since."""
    today = localdate(now)
    sat = Attempt.objects.filter(exam=OuterRef("exam"), person=OuterRef("person"))
    rows = ExamAssignment.objects.filter(
        ~Exists(sat),
        Q(exam__closes_at=None) | Q(exam__closes_at__gt=now),
        due_on__range=(today - LONG_AGO, today + timedelta(days=DAYS_BEFORE)),
        exam__state=ExamState.OPEN,
        person__is_active=True,
    )
    told = sum(
        notify(
            kind=DUE,
            recipient=row.person,
            target=Target.of(row.exam),
            key=f"{DUE}:{row.pk}:{row.due_on}",
            now=now,
            parameters={"due_on": str(row.due_on)},
        )
        is not None
        for row in rows.select_related("exam", "person__staff_profile")
    )
    return f"Reminders of exams: {told}"
