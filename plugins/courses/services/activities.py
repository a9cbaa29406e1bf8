"""What there is to do in a course, and where it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from plugins.courses.enums import ActivityKind, ExamState
from plugins.courses.models import Exam, LessonPage, Practical


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


def addresses_of(activities: Iterable[Activity]) -> dict[str, str]:
    """Return where those that are there can be done, by their keys.

    "" is for what is there and cannot be done now, such as an exam that is being
    written anew; a key that is missing, for what is gone.
    """
    keys: dict[str, set[str]] = {kind: set() for kind in ActivityKind}
    for each in activities:
        keys[each.kind].add(each.key)
    found: dict[str, str] = {}
    if lessons := keys[ActivityKind.LESSON]:
        found |= _lessons(LessonPage.objects.live().filter(key__in=lessons))
    if exams := keys[ActivityKind.EXAM]:
        found |= _exams(Exam.objects.exclude(course=None).filter(key__in=exams))
    if practicals := keys[ActivityKind.PRACTICAL]:
        rows = Practical.objects.exclude(course=None).filter(key__in=practicals)
        found |= _practicals(rows.filter(is_on=True))
    return found


def _lessons(rows: QuerySet[LessonPage]) -> dict[str, str]:
    pairs = rows.order_by().values_list("key", "pk")
    return {str(key): reverse("lms_courses:lesson", args=[pk]) for key, pk in pairs}


def _exams(rows: QuerySet[Exam]) -> dict[str, str]:
    pairs = rows.order_by().values_list("key", "state")
    return {
        str(key): reverse("lms_courses:exam_front", args=[key])
        if state == ExamState.OPEN
        else ""
        for key, state in pairs
    }


def _practicals(rows: QuerySet[Practical]) -> dict[str, str]:
    page = reverse("lms_courses:practical_mine")
    return {str(key): page for key in rows.order_by().values_list("key", flat=True)}
