"""Classes, attendance and what is made up."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ClassKind(models.TextChoices):
    """What a class is."""

    THEORY = "theory", pgettext_lazy("class", "Theory")
    PRACTICE = "practice", pgettext_lazy("class", "Practice")
    CASE = "case", pgettext_lazy("class", "Cases")
    REVIEW = "review", pgettext_lazy("class", "Review")
    LECTURE = "lecture", pgettext_lazy("class", "Lecture")
    MAKE_UP = "make_up", pgettext_lazy("class", "Make-up")


class AttendanceState(models.TextChoices):
    """How somebody stands in the list of a class."""

    PRESENT = "present", pgettext_lazy("attendance", "Present")
    LATE = "late", pgettext_lazy("attendance", "Late")
    EXCUSED = "excused", pgettext_lazy("attendance", "Excused")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")
    MADE_UP = "made_up", pgettext_lazy("attendance", "Made up")


ATTENDED = frozenset(
    {AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.MADE_UP}
)
"""Marks of people who have had what the class was about."""


class AttendanceMethod(models.TextChoices):
    """How a mark came into the list."""

    LIST = "list", pgettext_lazy("attendance", "List of the trainer")
    CODE = "code", pgettext_lazy("attendance", "Code")
    IMPORT = "import", pgettext_lazy("attendance", "Import")
    APOLOGY = "apology", pgettext_lazy("attendance", "Apology")
    ORDER = "order", pgettext_lazy("attendance", "Make-up order")


class OrderCause(models.TextChoices):
    """Why somebody has something to make up."""

    ABSENCES = "absences", pgettext_lazy("make-up", "Too many absences")
    NEVER = "never", pgettext_lazy("make-up", "Never trained")


class OrderState(models.TextChoices):
    """How far somebody is with making up."""

    REQUIRED = "required", pgettext_lazy("make-up", "Required")
    BOOKED = "booked", pgettext_lazy("make-up", "Booked")
    ATTENDED = "attended", pgettext_lazy("make-up", "Attended")
    CLOSED = "closed", pgettext_lazy("make-up", "Closed")
    WAIVED = "waived", pgettext_lazy("make-up", "Waived")
    WITHDRAWN = "withdrawn", pgettext_lazy("make-up", "Withdrawn")


OPEN_ORDERS = frozenset({OrderState.REQUIRED, OrderState.BOOKED, OrderState.ATTENDED})


class IssueState(models.TextChoices):
    """What becomes of an issue that a cohort raised."""

    OPEN = "open", pgettext_lazy("issue", "To be decided")
    TAKEN_UP = "taken_up", pgettext_lazy("issue", "For the next plan")
    PLANNED = "planned", pgettext_lazy("issue", "In a plan")
    DECLINED = "declined", pgettext_lazy("issue", "Not taken up")
