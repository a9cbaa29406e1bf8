"""Figures about cohorts: who was there, who was reached, who is missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate

from lms.plugins import plugin_settings
from plugins.courses.enums import (
    ATTENDED,
    OPEN_ORDERS,
    AttendanceState,
    OrderState,
)
from plugins.courses.models import (
    Attendance,
    ClassSession,
    Cohort,
    CohortMember,
    MakeUpOrder,
    Result,
)

WHOLE = 100
_States = Mapping[str, int]


@dataclass(frozen=True)
class Cell:
    """One person at one class."""

    session: ClassSession
    state: str


@dataclass(frozen=True)
class Line:
    """One person at all classes of a cohort."""

    member: CohortMember
    cells: Sequence[Cell]

    @property
    def attended(self) -> int:
        """At how many classes the person was."""
        return sum(cell.state in ATTENDED for cell in self.cells)

    @property
    def absent(self) -> int:
        """How many the person missed without an excuse."""
        return sum(cell.state == AttendanceState.ABSENT for cell in self.cells)


def matrix_of(cohort: Cohort) -> tuple[list[ClassSession], list[Line]]:
    """Return the classes of a cohort, and each person's marks at them: three queries."""
    sessions = [*cohort.sessions.held()]
    marks = {
        (row.session_id, row.person_id): row.state
        for row in Attendance.objects.filter(session__in=sessions)
    }
    members = cohort.members.learning().select_related("person__staff_profile__team")
    lines = [
        Line(
            member,
            [
                Cell(each, marks.get((each.pk, member.person_id), ""))
                for each in sessions
            ],
        )
        for member in members
    ]
    return sessions, lines


@dataclass(frozen=True)
class Turnout:
    """How a cohort stood in the list of one class."""

    session: ClassSession
    people: int
    numbers: Mapping[str, int]
    """How many had each mark; the empty one too."""

    @property
    def attended(self) -> int:
        """How many were there."""
        return sum(self.numbers.get(state, 0) for state in ATTENDED)

    @property
    def percent(self) -> int:
        """How many of a hundred were there."""
        return percent(self.attended, self.people) or 0

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """The bar of a plot: each mark, where it begins, how wide it is."""
        found, begin = [], 0
        for state in AttendanceState:
            number = self.numbers.get(state, 0)
            if number:
                found.append((state.value, _share(begin, self.people), _share(number, self.people)))  # fmt: skip
            begin += number
        return found


def _share(part: int, whole: int) -> float:
    return round(part * WHOLE / whole, 2)


def turnouts(sessions: Sequence[ClassSession], lines: Sequence[Line]) -> list[Turnout]:
    """Return the turnout of each class of a matrix that has a mark; make-up classes have none."""
    found = [
        Turnout(each, len(lines), Counter(line.cells[place].state for line in lines))
        for place, each in enumerate(sessions)
        if not each.is_make_up
    ]
    return [each for each in found if each.numbers.get("", 0) < each.people]


@dataclass(frozen=True)
class Figures:
    """What of a cohort was reached."""

    cohort: Cohort
    people: int
    trained: int
    marks: int
    attended: int
    results: int
    passed: int
    missing: Sequence[Any] = ()
    """Who was at no class."""
    failed: Sequence[Any] = ()
    """Who has not passed something, as it stands now."""
    members: Sequence[Any] = ()
    to_catch_up: int = 0
    """How many had something to make up; what was withdrawn is none."""
    caught_up: int = 0
    late: int = 0
    """How many have not passed the exam of their order by its day."""

    @property
    def coverage(self) -> int | None:
        """Percent of the people who were at one class at least."""
        return percent(self.trained, self.people)

    @property
    def attendance(self) -> int | None:
        """Percent of the marks that say that somebody was there."""
        return percent(self.attended, self.marks)

    @property
    def pass_rate(self) -> int | None:
        """Percent of the newest results that are passed."""
        return percent(self.passed, self.results)


def percent(part: int, whole: int) -> int | None:
    """Return a share, rounded down so that 100 means all; None of nothing."""
    return part * WHOLE // whole if whole else None


def figures_of(cohorts: Sequence[Cohort], today: date) -> list[Figures]:
    """Return the figures of cohorts, in as many queries for thirty as for one."""
    members = [*CohortMember.objects.learning().filter(cohort__in=cohorts).select_related("person")]  # fmt: skip
    marks = _marks(cohorts)
    results = _results(members, cohorts)
    catching = _catching(cohorts, today)
    found = []
    for cohort in cohorts:
        own = [m for m in members if m.cohort_id == cohort.pk]
        missing = [m.person for m in own if not marks.get((cohort.pk, m.person_id), (0, 0))[1]]  # fmt: skip
        counted = [marks.get((cohort.pk, m.person_id), (0, 0)) for m in own]
        passed = [r for m in own for r in results.get((cohort.pk, m.person_id), ())]
        failed = [m.person for m in own if not all(results.get((cohort.pk, m.person_id), ()))]  # fmt: skip
        found.append(
            Figures(
                cohort=cohort,
                people=len(own),
                trained=len(own) - len(missing),
                marks=sum(all_ for all_, _there in counted),
                attended=sum(there for _all, there in counted),
                results=len(passed),
                passed=sum(passed),
                missing=missing,
                failed=failed,
                members=[m.person for m in own],
                **catching.get(cohort.pk, {}),
            )
        )
    return found


def _marks(cohorts: Sequence[Cohort]) -> dict[tuple[int, int], tuple[int, int]]:
    rows = Attendance.objects.counting().filter(session__cohort__in=cohorts)
    counted = (
        rows.exclude(state="")
        .values_list("session__cohort", "person")
        .annotate(n=Count("pk"), there=Count("pk", filter=Q(state__in=ATTENDED)))
    )
    return {(cohort, person): (n, there) for cohort, person, n, there in counted}


def _catching(cohorts: Sequence[Cohort], today: date) -> dict[int, dict[str, int]]:
    """Return how those get on who have something to make up, by cohort."""
    rows = MakeUpOrder.objects.filter(member__cohort__in=cohorts).with_exam()
    counted = (
        rows.exclude(state=OrderState.WITHDRAWN)
        .order_by()
        .values_list("member__cohort")
        .annotate(
            to_catch_up=Count("pk"),
            caught_up=Count("pk", filter=~Q(state__in=OPEN_ORDERS)),
            late=Count(
                "pk",
                filter=Q(
                    state__in=OPEN_ORDERS, exam_due_on__lt=today, has_passed=False
                ),
            ),
        )
    )
    names = ("to_catch_up", "caught_up", "late")
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in counted}


def _results(
    members: Sequence[CohortMember], cohorts: Sequence[Cohort]
) -> dict[tuple[int, int], list[bool]]:
    """Return whether the newest results in the course are passed, by cohort and person."""
    keys = {cohort.course.key for cohort in cohorts if cohort.course}
    rows = Result.objects.current().filter(course_key__in=keys)
    newest: dict[tuple[Any, int, Any], bool] = {}
    wanted = rows.filter(person__in={m.person_id for m in members})
    for row in wanted.order_by("decided_at", "pk"):
        newest[row.course_key, row.person_id, row.activity_key] = row.is_passed
    found: dict[tuple[int, int], list[bool]] = {}
    for cohort in cohorts:
        for (course, person, _activity), is_passed in newest.items():
            if cohort.course and cohort.course.key == course:
                found.setdefault((cohort.pk, person), []).append(is_passed)
    return found


def behind(cohort: Cohort, today: date) -> list[Any]:
    """Return who of a cohort was at no class, or has not passed something."""
    (figures,) = figures_of([cohort], today)
    return [*dict.fromkeys([*figures.missing, *figures.failed])]


@dataclass(frozen=True)
class Plan:
    """A cohort that has not reached a target in time."""

    figures: Figures
    since: date
    misses_coverage: bool
    misses_pass_rate: bool
    follow_up: Cohort | None
    """A later cohort of the same course with one of them in it."""

    @property
    def people(self) -> list[Any]:
        """Who has something to catch up on."""
        return [*dict.fromkeys([*self.figures.missing, *self.figures.failed])]


def make_up_plans(figures: Sequence[Figures], now: datetime) -> list[Plan]:
    """Return the cohorts whose time is over and whose targets are not reached."""
    known, today = plugin_settings("lms_courses"), localdate(now)
    found = []
    for each in figures:
        since = each.cohort.ends_on + timedelta(days=known["target_days"])
        coverage = each.coverage is not None and each.coverage < known["coverage_target"]  # fmt: skip
        passes = each.pass_rate is not None and each.pass_rate < known["pass_target"]  # fmt: skip
        if since <= today and (coverage or passes):
            follow_up = _follow_up(each, figures)
            found.append(Plan(each, since, coverage, passes, follow_up))
    return found


def _follow_up(plan: Figures, others: Sequence[Figures]) -> Cohort | None:
    behind = {*plan.missing, *plan.failed}
    for each in others:
        later = each.cohort.begins_on > plan.cohort.ends_on
        course = plan.cohort.course_id
        same = course is not None and each.cohort.course_id == course
        if later and same and behind & {*each.members}:
            return each.cohort
    return None
