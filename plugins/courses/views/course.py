"""A course: what it consists of, how far one is, and the way in."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.views.frames import render_item
from plugins.courses.enums import StepState
from plugins.courses.exceptions import CourseError
from plugins.courses.models import CoursePage, CourseRelease, Enrollment
from plugins.courses.services.activities import addresses_of
from plugins.courses.services.enrolling import (
    enroll,
    leave_course,
    switch_release,
    take_again,
)
from plugins.courses.services.locks import missing_before
from plugins.courses.services.progress import (
    settle,
)
from plugins.courses.services.releasing import difference_of
from plugins.courses.services.standings import (
    Step,
    activities_of,
    standing_of,
)
from plugins.courses.views.catalog import size_of
from plugins.courses.views.explaining import explain
from plugins.courses.views.finding import SEE, TEACH, enrollment_in, find_course

MOST_SUGGESTED = 3


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a course, or how far one is in it."""
    page = find_course(request.user, pk)
    return render_item(request, "lms_courses/course.html", _context(request, page))


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a course and lead to its first lesson."""
    return _started(request, pk, enroll)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a completed course anew."""
    return _started(request, pk, take_again)


@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a course up that one began by oneself."""

    def leave(row: Enrollment) -> str:
        leave_course(enrollment=row, now=timezone.now())
        return _("You have given the course up. What you did in it is kept.")

    return _changed(request, pk, leave)


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Go over to the newest release."""

    def change(row: Enrollment) -> str:
        switch_release(enrollment=row, now=timezone.now())
        return _("You have the newest edition now. What you had done stays done.")

    return _changed(request, pk, change)


@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete a course of which the last open part was taken off the site."""

    def finish(row: Enrollment) -> str:
        is_done = settle(enrollment=row, now=timezone.now())
        return _("You have completed the course.") if is_done else ""

    return _changed(request, pk, finish)


def _started(
    request: HttpRequest, pk: int, start: Callable[..., Enrollment]
) -> HttpResponse:
    page = find_course(request.user, pk)
    try:
        row = start(course=page, user=request.user, now=timezone.now())
    except CourseError as error:
        messages.error(request, explain(error))
        return redirect(page)
    step = standing_of(row).going_on
    return redirect(step.url if step and step.url else page)


def _changed(
    request: HttpRequest, pk: int, change: Callable[[Enrollment], str]
) -> HttpResponse:
    page = find_course(request.user, pk)
    row = enrollment_in(page, request.user)
    try:
        done = change(row) if row is not None else ""
    except CourseError as error:
        messages.error(request, explain(error))
    else:
        if done:
            messages.success(request, done)
    return redirect(page)


def _context(request: HttpRequest, page: CoursePage) -> dict[str, Any]:
    user: Any = request.user
    row = enrollment_in(page, user)
    release = CourseRelease.objects.filter(course_key=page.key).first()
    standing = standing_of(row) if row is not None else None
    may_teach = user.has_perm(TEACH)
    is_begun = row is not None and row.begun_at is not None
    locked = [] if is_begun else missing_before(page, user)
    is_done = row is not None and row.completed_at is not None
    is_readable = page.is_open and (may_teach or not locked)
    offered = [] if standing else _steps(page, release, is_readable=is_readable)
    steps = standing.steps if standing else offered
    return {
        "course": page,
        "enrollment": row,
        "standing": standing,
        "state": row and row.state_on(timezone.localdate()),
        "sections": sections_of(steps),
        "release": row.release if row else release,
        **size_of(row.release if row else release),
        "is_newer": bool(row and release and release.pk != row.release_id),
        "before": _before(page, user),
        "locked": locked,
        "may_begin": row is None and release and page.is_open and not locked,
        "suggested": _suggested(page, user) if is_done else [],
        "may_teach": may_teach,
        "may_report": user.has_perm(SEE),
        "difference": difference_of(page) if may_teach else None,
    }


def sections_of(steps: list[Step]) -> list[tuple[str, list[Step]]]:
    """Return the steps under the names of their sections, in their order."""
    grouped = groupby(steps, key=lambda step: step.activity.section)
    return [(name, [*found]) for name, found in grouped]


def _steps(
    page: CoursePage, release: CourseRelease | None, *, is_readable: bool
) -> list[Step]:
    """Return what whoever begins would have to do."""
    activities = activities_of(release.outline) if release else []
    addresses = addresses_of(activities if is_readable else ())
    return [
        Step(each, StepState.NEW, None, addresses.find(each.key, page) or "")
        for each in activities
    ]


def _before(page: CoursePage, user: Any) -> list[tuple[CoursePage, bool]]:
    """Return what comes first and one may read, and whether one has completed it."""
    courses = CoursePage.objects.visible_for(user).filter(needed_by=page)
    found = [*courses.order_by("path")]
    if not found:
        return []
    done = Enrollment.objects.of(user).exclude(completed_at=None)
    keys = {*done.values_list("course_key", flat=True)}
    return [(each, each.key in keys) for each in found]


def _suggested(page: CoursePage, user: Any) -> list[CoursePage]:
    """Return what one could learn next: what needs this course, then what is alike.

    It is in the same language, and nothing else comes before it.
    """
    rows = Enrollment.objects.of(user).order_by()
    taken = rows.filter(withdrawn_at=None).values("course_key")
    done = rows.exclude(completed_at=None).values("course_key")
    locks = CoursePage.objects.live().exclude(key__in=done).order_by()
    others = (
        CoursePage.objects.offered_to(user)
        .filter(is_open=True, locale=page.locale_id)
        .exclude(key__in=taken)
        .exclude(prerequisites__in=locks.values("pk"))
    )
    rank = Case(
        When(Q(prerequisites=page), then=0), When(area=page.area, then=1), default=2
    )
    ranked = others.annotate(rank=rank).order_by("rank", "path")
    return [*{each.pk: each for each in ranked[: 2 * MOST_SUGGESTED]}.values()][
        :MOST_SUGGESTED
    ]
