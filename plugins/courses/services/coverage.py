"""Who has completed what: figures for trainers and managers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from lms.models import Team
from plugins.courses.models import CourseRelease, Enrollment, Result
from plugins.courses.models.enrollment import EnrollmentQuerySet

WHOLE = 100


@dataclass(frozen=True)
class Row:
    """A line of the report: a course or a team."""

    key: str
    name: str
    total: int
    begun: int
    completed: int
    on_time: int
    overdue: int
    passed: int = 0
    examined: int = 0

    @property
    def percent(self) -> int:
        """How many of all have completed it."""
        return self.completed * WHOLE // self.total if self.total else 0

    @property
    def pass_percent(self) -> int | None:
        """How many of those who were examined have passed; None if nobody was."""
        return self.passed * WHOLE // self.examined if self.examined else None

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """Each part of the bar: its name, where it begins, how wide it is."""
        waiting = self.total - self.completed - self.overdue
        numbers = (
            ("done", self.on_time),
            ("tardy", self.completed - self.on_time),
            ("waiting", waiting),
            ("late", self.overdue),
        )
        found, at = [], 0.0
        for name, number in numbers:
            width = number * WHOLE / self.total if self.total else 0
            found.append((name, round(at, 2), round(width, 2)))
            at += width
        return found


def counted(user: Any) -> EnrollmentQuerySet:
    """Return what counts: the last time of each who works here, in readable courses."""
    return Enrollment.objects.newest().open_to(user).filter(person__is_active=True)


def taken_back(user: Any) -> EnrollmentQuerySet:
    """Return who works here and has a readable course no more, though not completed."""
    rows = Enrollment.objects.taken_back().open_to(user)
    return rows.filter(person__is_active=True)


def rows_by_course(rows: QuerySet[Enrollment], today: date) -> list[Row]:
    """Return a line for each course, those with the least coverage first."""
    figures = _figures(rows, "course_key", today)
    titles = _titles(figures)
    results = Result.objects.current().filter(course_key__in=figures).order_by()
    marks = {
        key: (taken, passed)
        for key, taken, passed in results.values_list("course_key").annotate(
            taken=Count("pk"), passed=Count("pk", filter=Q(is_passed=True))
        )
    }
    found = [
        Row(
            str(key),
            titles.get(key, ""),
            **numbers,
            examined=marks.get(key, (0, 0))[0],
            passed=marks.get(key, (0, 0))[1],
        )
        for key, numbers in figures.items()
    ]
    return _sorted(found)


def rows_by_team(rows: QuerySet[Enrollment], today: date) -> list[Row]:
    """Return a line for each team, those with the least coverage first."""
    figures = _figures(rows, "person__staff_profile__team", today)
    names = dict(Team.objects.filter(pk__in=figures).values_list("pk", "name"))
    found = [
        Row(str(key or 0), names.get(key, ""), **numbers)
        for key, numbers in figures.items()
    ]
    return _sorted(found)


def total_of(rows: list[Row]) -> Row:
    """Return all lines in one."""
    names = ("total", "begun", "completed", "on_time", "overdue", "passed", "examined")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return Row("", "", **sums)


def _figures(
    rows: QuerySet[Enrollment], field: str, today: date
) -> dict[Any, Mapping[str, int]]:
    is_done = ~Q(completed_at=None)
    in_time = Q(due_on=None) | Q(day__lte=F("due_on"))
    found = (
        rows.order_by()
        .annotate(day=TruncDate("completed_at"))
        .values(field)
        .annotate(
            total=Count("pk"),
            begun=Count("pk", filter=is_done | ~Q(begun_at=None)),
            completed=Count("pk", filter=is_done),
            on_time=Count("pk", filter=is_done & in_time),
            overdue=Count("pk", filter=Q(completed_at=None, due_on__lt=today)),
        )
    )
    return {row.pop(field): row for row in found}


def _titles(keys: Mapping[Any, Any]) -> dict[Any, str]:
    """Return what courses are called: their last release knows it even when gone."""
    rows = CourseRelease.objects.filter(course_key__in=keys).order_by("number")
    return dict(rows.values_list("course_key", "title"))


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.percent, row.name))
