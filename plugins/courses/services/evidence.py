"""What a level of a certification may ask of learners and trainers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from plugins.courses.enums import ActivityKind, CourseLevel
from plugins.courses.models import (
    ClassSession,
    CoursePage,
    Enrollment,
    Exam,
    MakeUpOrder,
    Practical,
    Result,
)

Dated = tuple[Any, datetime, str]
"""Whose it is, of when, and what shows it."""


def _people(candidates: Iterable[Candidate]) -> list[Any]:
    return [each.person.pk for each in candidates]


def _counted(
    candidates: Sequence[Candidate],
    rows: Iterable[Dated],
    goal: int,
    say: Callable[[int], str],
) -> Mapping[Any, Finding]:
    """Return what is found where so many things are wanted, each of a day that counts."""
    of_person: dict[Any, list[tuple[date, str]]] = defaultdict(list)
    for person, moment, shown in rows:
        of_person[person].append((localdate(moment), shown))
    found = {}
    for each in candidates:
        counts = [s for day, s in of_person[each.person.pk] if each.counts(day)]
        found[each.person.pk] = Finding(
            is_met=len(counts) >= goal,
            reason=say(len(counts)),
            value=min(len(counts), goal),
            goal=goal,
            evidence=counts,
        )
    return found


def _courses() -> list[tuple[str, str]]:
    rows = CoursePage.objects.live().order_by("title").values_list("key", "title")
    return [(str(key), title) for key, title in rows]


def _exams() -> list[tuple[str, str]]:
    rows = Exam.objects.order_by("title").values_list("key", "title")
    return [(str(key), title) for key, title in rows]


def _practicals() -> list[tuple[str, str]]:
    rows = Practical.objects.order_by("title").values_list("key", "title")
    return [(str(key), title) for key, title in rows]


def _title_of(model: Any, key: str) -> str:
    rows = model._default_manager.filter(key=key) if key else model.objects.none()
    return rows.values_list("title", flat=True).first() or "—"


class CourseDone(RequirementKind):
    """Has completed one course."""

    label = gettext_lazy("A course is completed")
    parameters = [
        Parameter("course", pgettext_lazy("course", "Course"), "", choices=_courses)
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which course."""
        title = _title_of(CoursePage, parameters["course"])
        return _("Has completed the course “%(title)s”") % {"title": title}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the enrollments of all."""
        keys = [key] if (key := parameters["course"]) else []
        rows = _completed(candidates).filter(course_key__in=keys)
        title = _title_of(CoursePage, parameters["course"])
        return _counted(candidates, _of_courses(rows), 1, _said_of(title))


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

        return _counted(candidates, dated, parameters["number"], say)


def _completed(candidates: Sequence[Candidate]) -> Any:
    rows = Enrollment.objects.filter(person__in=_people(candidates))
    return rows.exclude(completed_at=None)


def _of_courses(rows: Any) -> list[Dated]:
    found = rows.order_by("completed_at").values_list("person", "completed_at", "pk")
    return [(p, moment, f"lms_courses.enrollment:{pk}") for p, moment, pk in found]


class ExamPassed(RequirementKind):
    """Has passed one exam, with a mark at least."""

    label = gettext_lazy("An exam is passed")
    parameters = [
        Parameter("exam", pgettext_lazy("course", "Exam"), "", choices=_exams),
        Parameter("score", gettext_lazy("Mark at least"), Decimal(60)),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which exam, and with which mark."""
        values = {
            "title": _title_of(Exam, parameters["exam"]),
            "score": parameters["score"],
        }
        return _("Has passed the exam “%(title)s” with %(score)s or more") % values

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the marks of all that stand."""
        rows = _passed(candidates, ActivityKind.EXAM).filter(
            activity_key=parameters["exam"] or None, score__gte=parameters["score"]
        )
        title = _title_of(Exam, parameters["exam"])
        done = _("The exam “%(title)s” is passed.") % {"title": title}
        open_ = _("The exam “%(title)s” is not passed well enough yet.")
        missing = open_ % {"title": title}
        return _counted(
            candidates, _of_results(rows), 1, lambda number: done if number else missing
        )


class PracticalPassed(RequirementKind):
    """Has passed one practical, such as a case defence, with a mark at least."""

    label = gettext_lazy("A practical or a case defence is passed")
    parameters = [
        Parameter(
            "practical",
            pgettext_lazy("course", "Practical"),
            "",
            choices=_practicals,
        ),
        Parameter("score", gettext_lazy("Mark at least"), Decimal(60)),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which practical, and with which mark."""
        values = {
            "title": _title_of(Practical, parameters["practical"]),
            "score": parameters["score"],
        }
        return _("Has passed “%(title)s” with %(score)s or more") % values

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the marks of all that stand."""
        rows = _passed(candidates, ActivityKind.PRACTICAL).filter(
            activity_key=parameters["practical"] or None,
            score__gte=parameters["score"],
        )
        title = {"title": _title_of(Practical, parameters["practical"])}
        done = _("“%(title)s” is passed.") % title
        missing = _("“%(title)s” is not passed well enough yet.") % title
        return _counted(
            candidates, _of_results(rows), 1, lambda number: done if number else missing
        )


class PracticalsPassed(RequirementKind):
    """Has passed so many practicals."""

    label = gettext_lazy("Practicals are passed")
    parameters = [Parameter("number", gettext_lazy("How many"), 1)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        number = parameters["number"]
        text = ngettext(
            "Has passed %(number)d practical",
            "Has passed %(number)d practicals",
            number,
        )
        return text % {"number": number}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the marks of all that stand; each practical counts once."""
        rows = _passed(candidates, ActivityKind.PRACTICAL)
        once = {(r.person_id, r.activity_key): r for r in rows.order_by("-decided_at")}
        dated = [
            (row.person_id, row.decided_at, f"lms_courses.result:{row.pk}")
            for row in once.values()
        ]

        def say(number: int) -> str:
            values = {"number": number, "goal": parameters["number"]}
            return _("%(number)d of %(goal)d practicals are passed.") % values

        return _counted(candidates, dated, parameters["number"], say)


def _passed(candidates: Sequence[Candidate], kind: str) -> Any:
    rows: Any = Result.objects.filter(person__in=_people(candidates), kind=kind)
    return rows.current().filter(is_passed=True)


def _of_results(rows: Any) -> list[Dated]:
    found = rows.order_by("decided_at").values_list("person", "decided_at", "pk")
    return [(p, moment, f"lms_courses.result:{pk}") for p, moment, pk in found]


class NothingToMakeUp(RequirementKind):
    """Has no class to make up."""

    label = gettext_lazy("Nothing is left to make up")

    def describe(self, parameters: Mapping[str, Any]) -> str:  # noqa: ARG002 (there are none)
        """Return it in words."""
        return _("Has no classes to make up")

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the open make-up orders of all."""
        del parameters
        rows = MakeUpOrder.objects.waiting().filter(
            member__person__in=_people(candidates)
        )
        waiting = {*rows.values_list("member__person", flat=True)}
        good, bad = _("Nothing is left to make up."), _("There are classes to make up.")
        return {
            key: Finding(
                is_met=key not in waiting,
                reason=bad if key in waiting else good,
                value=int(key not in waiting),
            )
            for key in _people(candidates)
        }


class ClassesTaught(RequirementKind):
    """Has taught so many classes."""

    label = gettext_lazy("Classes were taught")
    parameters = [Parameter("number", gettext_lazy("How many"), 2)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        number = parameters["number"]
        text = ngettext(
            "Has taught %(number)d class", "Has taught %(number)d classes", number
        )
        return text % {"number": number}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the timetable of all; what is still to come does not count."""
        rows = ClassSession.objects.filter(
            trainer__in=_people(candidates), cancelled_at=None
        )
        found = rows.order_by("starts_at").values_list("trainer", "starts_at", "pk")
        dated = [(p, at, f"lms_courses.classsession:{pk}") for p, at, pk in found]

        def say(number: int) -> str:
            values = {"number": number, "goal": parameters["number"]}
            return _("%(number)d of %(goal)d classes were taught.") % values

        return _counted(candidates, dated, parameters["number"], say)


KINDS: Mapping[str, RequirementKind] = {
    "course_done": CourseDone(),
    "courses_done": CoursesDone(),
    "exam_passed": ExamPassed(),
    "practical_passed": PracticalPassed(),
    "practicals_passed": PracticalsPassed(),
    "nothing_to_make_up": NothingToMakeUp(),
    "classes_taught": ClassesTaught(),
}
