"""What the archive of a month keeps of courses: cohorts, classes, results."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.day_plots import moments
from lms.extensions import ArchiveSource, ArchiveTable
from plugins.courses.enums import ATTENDED
from plugins.courses.models import ClassSession, Cohort, Result

_ISO = "Y-m-d"  # what is kept is read in any language
_PERCENT = 100


class CoursesOfMonth(ArchiveSource):
    """Who was taught what by whom, how many came, and how they did."""

    def tables(self, first: date, last: date) -> Sequence[ArchiveTable]:
        """Return the cohorts that ran, the classes held, and what was decided."""
        return [_cohorts(first, last), _classes(first, last), _results(first, last)]


def _cohorts(first: date, last: date) -> ArchiveTable:
    learning = Q(members__left_at=None, members__is_waiting=False)
    rows: Any = (
        Cohort.objects.filter(begins_on__lte=last, ends_on__gte=first)
        .annotate(learners=Count("members", filter=learning, distinct=True))
        .select_related("course")
        .prefetch_related("trainers")
        .order_by("begins_on", "pk")
    )
    return ArchiveTable(
        "cohorts",
        gettext_lazy("Plan: cohorts"),
        [
            gettext_lazy("cohort"),
            gettext_lazy("course"),
            gettext_lazy("first day"),
            gettext_lazy("last day"),
            gettext_lazy("trainers"),
            gettext_lazy("learners"),
        ],
        [
            [
                row.title,
                row.course.title if row.course else "",
                date_format(row.begins_on, _ISO),
                date_format(row.ends_on, _ISO),
                tuple(row.trainers.all()),
                str(row.learners),
            ]
            for row in rows
        ],
    )


def _classes(first: date, last: date) -> ArchiveTable:
    begin, end = moments(first, last)
    marked = ~Q(attendances__state="")
    came = Q(attendances__state__in=ATTENDED)
    rows: Any = (
        ClassSession.objects.held()
        .filter(starts_at__gte=begin, starts_at__lt=end)
        .annotate(
            listed=Count("attendances", filter=marked),
            there=Count("attendances", filter=came),
        )
        .select_related("cohort", "trainer")
        .order_by("starts_at", "pk")
    )
    return ArchiveTable(
        "classes",
        gettext_lazy("Trainers and turnout: classes"),
        [
            pgettext_lazy("course", "class"),
            gettext_lazy("cohort"),
            gettext_lazy("begins"),
            gettext_lazy("minutes"),
            gettext_lazy("trainer"),
            gettext_lazy("were there"),
            gettext_lazy("on the list"),
        ],
        [
            [
                row.title,
                row.cohort.title,
                f"{localtime(row.starts_at):%Y-%m-%d %H:%M}",
                str(row.minutes),
                (row.trainer,) if row.trainer else row.trainer_name,
                str(row.there),
                str(row.listed),
            ]
            for row in rows
        ],
    )


def _results(first: date, last: date) -> ArchiveTable:
    begin, end = moments(first, last)
    rows: Sequence[Mapping[str, Any]] = [
        *Result.objects.current()
        .filter(decided_at__gte=begin, decided_at__lt=end)
        .order_by("title", "activity_key")
        .values("activity_key", "title")
        .annotate(
            number=Count("pk"),
            passed=Count("pk", filter=Q(is_passed=True)),
            mean=Avg("score"),
        )
    ]
    return ArchiveTable(
        "results",
        gettext_lazy("Effect: exams and practicals"),
        [
            gettext_lazy("exam or practical"),
            gettext_lazy("results"),
            pgettext_lazy("results", "passed"),
            gettext_lazy("pass rate"),
            gettext_lazy("mean mark"),
        ],
        [
            [
                row["title"],
                str(row["number"]),
                str(row["passed"]),
                f"{row['passed'] * _PERCENT / row['number']:.1f} %",
                f"{row['mean']:.1f}",
            ]
            for row in rows
        ],
    )
