"""Exams for those who sit them: the list, the front page, the result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lms.views.frames import render_item
from plugins.courses.enums import Review
from plugins.courses.exceptions import ExamError
from plugins.courses.models import Attempt, Exam
from plugins.courses.services.exams.admission import Standing, standing_of, standings
from plugins.courses.services.exams.explaining import explain
from plugins.courses.services.exams.reviewing import review_of, reviewed
from plugins.courses.services.exams.sitting import start_attempt

MOST = 200


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the exams that one may sit or has sat."""
    now = timezone.now()
    exams = Exam.objects.visible_for(request.user).select_related("course")[:MOST]
    rows = [
        (standing, standing.may_start, _shown_best(standing))
        for standing in standings(request.user, [*exams], now)
    ]
    context = {
        "open": [row for row in rows if row[0].open_attempt],
        "to_sit": [row for row in rows if row[1] and not row[0].is_passed],
        "others": [
            row
            for row in rows
            if not row[0].open_attempt and (not row[1] or row[0].is_passed)
        ],
        "today": timezone.localdate(),
    }
    return render(request, "lms_courses/exams/mine.html", context)


def _shown_best(standing: Standing) -> Attempt | None:
    """Return the best attempt, if its mark may be told."""
    return None if standing.exam.review == Review.NOTHING else standing.best


@require_safe
def front(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what one is in for, before anything begins."""
    return _front(request, key)


def _front(request: HttpRequest, key: UUID, status: int = 200) -> HttpResponse:
    now = timezone.now()
    visible = Exam.objects.visible_for(request.user).select_related("course")
    exam = get_object_or_404(visible, key=key)
    standing = standing_of(request.user, exam, now)
    context = {
        "exam": exam,
        "standing": standing,
        "attempts": [(each, each.state_at(now)) for each in standing.attempts],
        "is_early": exam.opens_at is not None and exam.opens_at > now,
        "is_past": exam.is_past(now),
        "number": sum(
            1 if part.question_id else part.number for part in exam.parts.all()
        ),
        "shows_marks": exam.review != Review.NOTHING,
        "next_number": len(standing.attempts) + 1,
    }
    answer = render_item(request, "lms_courses/exams/front.html", context)
    answer.status_code = status
    return answer


@require_POST
def start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin an attempt, or go on with the one that is under way."""
    exam = get_object_or_404(Exam.objects.visible_for(request.user), key=key)
    try:
        attempt = start_attempt(exam=exam, user=request.user, now=timezone.now())
    except ExamError as error:
        messages.error(request, explain(error))
        return redirect(exam)
    return redirect(attempt)


@require_safe
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what came of an attempt, as far as the exam lets it be shown."""
    now = timezone.now()
    own = Attempt.objects.of(request.user).select_related("exam__course", "person")
    attempt = get_object_or_404(own, key=key)
    if attempt.is_running(now):
        return redirect(attempt)
    return render(request, "lms_courses/exams/result.html", _result(attempt, now))


def _result(attempt: Attempt, now: datetime) -> dict[str, Any]:
    standing = standing_of(attempt.person, attempt.exam, now)
    review = review_of(attempt, standing)
    rows = reviewed(attempt, review)
    return {
        "attempt": attempt,
        "state": attempt.state_at(now),
        "exam": attempt.exam,
        "standing": standing,
        "shows_marks": review != Review.NOTHING,
        "shows_answers": review == Review.ANSWERS,
        "waits_for_close": attempt.exam.review_after_close
        and not attempt.exam.is_past(now),
        "rows": rows,
        "right": sum(row.is_right for row in rows),
    }
