"""What there is to do in a course, and where it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from plugins.courses.enums import ActivityKind, ExamState
from plugins.courses.models import CoursePage, Exam, LessonPage, Practical


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


@dataclass(frozen=True)
class Addresses:
    """Where activities that are there can be done."""

    urls: Mapping[str, str]
    homes: Mapping[str, str]
    """The path of the course in which a lesson stands, by the key of the lesson."""

    def find(self, key: str, course: CoursePage) -> str | None:
        """Return where something is done in a course; None for what is gone from it.

        "" is for what is there and cannot be done now, such as an exam that is being
        written anew.
        """
        is_here = self.homes.get(key, course.path) == course.path
        return self.urls.get(key) if is_here else None


def addresses_of(activities: Iterable[Activity]) -> Addresses:
    """Return where those that are there can be done."""
    keys: dict[str, set[str]] = {kind: set() for kind in ActivityKind}
    for each in activities:
        keys[each.kind].add(each.key)
    found: dict[str, str] = {}
    homes: dict[str, str] = {}
    if lessons := keys[ActivityKind.LESSON]:
        rows = LessonPage.objects.live().filter(key__in=lessons).order_by()
        for key, pk, path in rows.values_list("key", "pk", "path"):
            found[str(key)] = reverse("lms_courses:lesson", args=[pk])
            homes[str(key)] = path[: -LessonPage.steplen]
    if exams := keys[ActivityKind.EXAM]:
        found |= _exams(Exam.objects.exclude(course=None).filter(key__in=exams))
    if practicals := keys[ActivityKind.PRACTICAL]:
        there = Practical.objects.exclude(course=None).filter(key__in=practicals)
        found |= _practicals(there.filter(is_on=True))
    return Addresses(found, homes)


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
