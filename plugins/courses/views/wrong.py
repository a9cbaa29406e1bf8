"""What one had wrong: quick checks to be tried again until they are right."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plugins.courses.models import CheckAnswer, Enrollment, LessonPage
from plugins.courses.models.content import blocks_of, part_of
from plugins.courses.views.finding import REVIEW, SEE

MOST = 50


@require_safe
def wrong(request: HttpRequest) -> HttpResponse:
    """List the quick checks that one answered wrongly last, the oldest first."""
    user: Any = request.user
    rows = wrong_answers(user).select_related("enrollment__release__course")[:MOST]
    keys = {row.lesson_key for row in rows}
    readable = LessonPage.objects.visible_for(user).select_related("locale")
    lessons = readable.filter(key__in=keys)
    asked = {
        (lesson.key, str(block.id)): (lesson, block)
        for lesson in lessons
        for block in blocks_of(lesson, "question")
    }
    found = []
    for row in rows:
        lesson, block = asked.get((row.lesson_key, str(row.block)), (None, None))
        course = row.enrollment.release.course
        if lesson is not None and course is not None and lesson.is_child_of(course):
            part = part_of(block, {}, again=str(row.block))
            found.append((row, lesson, part))
    context = {
        "found": found,
        "may_report": user.has_perm(SEE),
        "may_review": user.has_perm(REVIEW),
    }
    return render(request, "lms_courses/wrong.html", context)


def wrong_answers(user: Any) -> Any:
    """Return the answers of somebody that are not right yet, of courses that they take."""
    taken = Enrollment.objects.of(user).newest().filter(release__course__live=True)
    rows = CheckAnswer.objects.filter(is_right=False, enrollment__in=taken)
    return rows.order_by("answered_at", "pk")
