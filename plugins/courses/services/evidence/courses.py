"""Evidence from courses that were completed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from plugins.courses.enums import CourseLevel
from plugins.courses.models import (
    CoursePage,
    Enrollment,
)
from plugins.courses.services.evidence.counting import (
    Dated,
    counted,
    people_of,
    title_of,
)


def _courses() -> list[tuple[str, str]]:
    rows = CoursePage.objects.live().order_by("title").values_list("key", "title")
    return [(str(key), title) for key, title in rows]


class CourseDone(RequirementKind):
    """Has completed one course."""

    label = gettext_lazy("A course is completed")
    parameters = [
        Parameter("course", pgettext_lazy("course", "Course"), "", choices=_courses)
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which course."""
        title = title_of(CoursePage, parameters["course"])
        return _("Has completed the course “%(title)s”") % {"title": title}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the enrollments of all."""
        keys = [key] if (key := parameters["course"]) else []
        rows = _completed(candidates).filter(course_key__in=keys)
        title = title_of(CoursePage, parameters["course"])
        return counted(candidates, _of_courses(rows), 1, _said_of(title))


def _said_of(title: str) -> Callable[[int], str]:
    done = _("The course “%(title)s” is completed.") % {"title": title}
    open_ = _("The course “%(title)s” is not completed yet.") % {"title": title}
    return lambda number: done if number else open_


class CoursesDone(RequirementKind):
    """Has completed so many courses of a level."""

    label = gettext_lazy("Courses of a level are completed")
    parameters = [
        Parameter(
            "level",
            pgettext_lazy("course", "Level"),
            CourseLevel.JUNIOR.value,
            choices=lambda: CourseLevel.choices,
        ),
        Parameter("number", gettext_lazy("How many"), 3),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many of which level."""
        level = CourseLevel(parameters["level"]).label
        number = parameters["number"]
        text = ngettext(
            "Has completed %(number)d course of the level “%(level)s”",
            "Has completed %(number)d courses of the level “%(level)s”",
            number,
        )
        return text % {"number": number, "level": level}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the enrollments of all; a course that was taken twice counts once."""
        rows = _completed(candidates).filter(release__course__level=parameters["level"])
        once = {(row.person_id, row.course_key): row for row in rows.order_by("cycle")}
        dated = [
            (row.person_id, row.completed_at, f"lms_courses.enrollment:{row.pk}")
            for row in once.values()
        ]

        def say(number: int) -> str:
            values = {"number": number, "goal": parameters["number"]}
            return _("%(number)d of %(goal)d courses are completed.") % values

        return counted(candidates, dated, parameters["number"], say)


def _completed(candidates: Sequence[Candidate]) -> Any:
    rows = Enrollment.objects.filter(person__in=people_of(candidates))
    return rows.exclude(completed_at=None)


def _of_courses(rows: Any) -> list[Dated]:
    found = rows.order_by("completed_at").values_list("person", "completed_at", "pk")
    return [(p, moment, f"lms_courses.enrollment:{pk}") for p, moment, pk in found]
