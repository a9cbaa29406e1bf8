"""A lesson: read, answered, done."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.views.frames import render_item
from plugins.courses.exceptions import CourseError
from plugins.courses.models import CoursePage, Enrollment, LessonPage
from plugins.courses.models.content import (
    blocks_of,
    check_of,
    find_block,
    part_of,
    readable_rows,
)
from plugins.courses.services.answering import answer_check, write_note
from plugins.courses.services.hand_ins import (
    BLOCK,
    TAKEN,
    is_settled,
    standards_shown,
    versions_in,
)
from plugins.courses.services.progress import finish_lesson, open_lesson
from plugins.courses.services.standings import Standing, standing_of
from plugins.courses.views.course import sections_of
from plugins.courses.views.explaining import explain
from plugins.courses.views.finding import TEACH, find_lesson, find_own_lesson, is_locked

PART = "X-Part"
"""Sent by the script, which wants the one block that was changed and no whole page."""
SALT = "lms_courses.opened"
LONGEST_OPEN = timedelta(days=7)


@require_safe
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a lesson: in the player for whoever takes the course, else to read."""
    return show_lesson(request, pk)


def show_lesson(
    request: HttpRequest, pk: int, refused: Mapping[str, str] | None = None
) -> HttpResponse:
    """Show a lesson, with what was to be handed in and was refused."""
    user: Any = request.user
    page, course, enrollment = find_lesson(user, pk)
    if is_locked(course, enrollment, user):
        return redirect(course)
    context = _context(request, page, course, enrollment)
    for part in context["parts"]:
        if refused and part.key == refused["key"]:
            part.state.update(refused)
    return render_item(request, "lms_courses/lesson.html", context)


@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the lesson is open: there one goes on, on any device."""
    page, _course, enrollment = find_own_lesson(request.user, pk)
    with suppress(CourseError):  # it is read, and counts for nothing
        open_lesson(enrollment=enrollment, lesson=page, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the lesson as done and lead to the next one."""
    page, course, enrollment = find_own_lesson(request.user, pk)
    now = timezone.now()
    since = _opened_at(request.POST.get("opened", ""), page, enrollment, now)
    try:
        is_whole = finish_lesson(
            enrollment=enrollment, lesson=page, opened_at=since, now=now
        )
    except CourseError as error:
        messages.warning(request, explain(error))
        return redirect(f"{page.get_absolute_url()}#done")
    if is_whole:
        messages.success(
            request, _("You have completed “%(title)s”.") % {"title": course.title}
        )
        return redirect(course)
    step = _after(standing_of(enrollment), page)
    return redirect(step.url if step else course)


@require_POST
def check(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """Answer a quick check."""
    page, _course, enrollment = find_own_lesson(request.user, pk)
    found = find_block(page, "question", block)
    if found is None:
        raise Http404
    error = ""
    try:
        answer_check(
            enrollment=enrollment,
            lesson=page,
            check=check_of(found),
            chosen=request.POST.getlist("chosen"),
            now=timezone.now(),
        )
    except CourseError as raised:
        error = explain(raised)
    if PART in request.headers:
        part = part_of(found, _said(enrollment, page))
        context = {"lesson": page, "part": part, "error": error, "may_answer": True}
        return render(request, "lms_courses/components/check.html", context)
    if error:
        messages.warning(request, error)
    return redirect(f"{page.get_absolute_url()}#part-{block}")


@require_POST
def note(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """Keep what one notes for a reflection."""
    page, _course, enrollment = find_own_lesson(request.user, pk)
    found = find_block(page, "reflection", block)
    if found is None:
        raise Http404
    write_note(
        enrollment=enrollment,
        lesson=page,
        block=block,
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        now=timezone.now(),
    )
    if PART in request.headers:
        part = part_of(found, _said(enrollment, page))
        context = {"lesson": page, "part": part, "is_kept": True, "may_answer": True}
        return render(request, "lms_courses/components/reflection.html", context)
    messages.success(request, _("Your note is kept."))
    return redirect(f"{page.get_absolute_url()}#part-{block}")


def _context(
    request: HttpRequest,
    page: LessonPage,
    course: CoursePage,
    enrollment: Enrollment | None,
) -> dict[str, Any]:
    standing = standing_of(enrollment) if enrollment is not None else None
    steps = standing.steps if standing else []
    place = _place(steps, page)
    here = steps[place] if place is not None else None
    reachable = [step for step in steps if step.url]
    said = _said(enrollment, page) if here else {}
    said |= _tasks(request.user, page, enrollment if here else None)
    again = request.GET.get("again", "")
    context: dict[str, Any] = {
        "lesson": page,
        "course": course,
        "enrollment": enrollment,
        "standing": standing,
        "here": here,
        "sections": sections_of(steps),
        "parts": [part_of(block, said, again) for block in page.body],
        "readable": readable_rows(page, request.user),
        "may_answer": here is not None,
        "is_required": here.activity.is_required if here else page.is_required,
    }
    if here is not None and enrollment is not None:
        number = reachable.index(here)
        context |= {
            "number": number + 1,
            "total": len(reachable),
            "previous": reachable[number - 1] if number else None,
            "next": reachable[number + 1] if number + 1 < len(reachable) else None,
            "opened": _token(page, enrollment),
        }
    return context


def _said(enrollment: Enrollment | None, page: LessonPage) -> dict[str, Any]:
    """Return answers and notes of a lesson by the key of their block."""
    if enrollment is None:
        return {}
    rows: list[Any] = [
        *enrollment.check_answers.filter(lesson_key=page.key),
        *enrollment.notes.filter(lesson_key=page.key),
    ]
    return {str(row.block): row for row in rows}


def _tasks(
    user: Any, page: LessonPage, enrollment: Enrollment | None
) -> dict[str, dict[str, Any]]:
    """Return what is to be handed in, with what was, by the key of the block."""
    versions = versions_in(enrollment, page) if enrollment else {}
    shown = standards_shown(page, versions, may_teach=user.has_perm(TEACH))
    return {
        str(block.id): {
            "versions": (rows := versions.get(str(block.id), [])),
            "last": rows[0] if rows else None,
            "is_shown": str(block.id) in shown,
            "is_settled": is_settled(block, rows),
            "accept": ",".join(f".{name}" for name in TAKEN[block.value["files"]]),
        }
        for block in blocks_of(page, BLOCK)
    }


def _place(steps: list[Any], page: LessonPage) -> int | None:
    keys = [step.activity.key for step in steps]
    return keys.index(str(page.key)) if str(page.key) in keys else None


def _after(standing: Standing, page: LessonPage) -> Any:
    """Return what comes next: what is open after this lesson, else before it."""
    place = _place(standing.steps, page) or 0
    others = [*standing.steps[place + 1 :], *standing.steps[:place]]
    return next((step for step in others if step.url and not step.is_settled), None)


def _token(page: LessonPage, enrollment: Enrollment) -> str:
    """Return what says, signed, when the server showed the lesson, and to whom."""
    now = timezone.now().timestamp()
    return signing.dumps([page.pk, enrollment.pk, now], salt=SALT)


def _opened_at(
    token: str, page: LessonPage, enrollment: Enrollment, now: datetime
) -> datetime:
    """Return since when the lesson is open: as noted, or as the page says; else now."""
    noted = enrollment.activities.filter(key=page.key).exclude(opened_at=None).first()
    found = [noted.opened_at] if noted is not None and noted.opened_at else []
    try:
        lesson_key, key, moment = signing.loads(token, salt=SALT, max_age=LONGEST_OPEN)
    except (signing.BadSignature, ValueError):
        lesson_key = key = moment = None
    if moment is not None and (lesson_key, key) == (page.pk, enrollment.pk):
        found.append(datetime.fromtimestamp(moment, UTC))
    return min(found, default=now)
