"""My practicals: what is ahead, what came of others, and the marks of my courses."""

from typing import Any

from django.db.models import Count, F, IntegerField, Q
from django.db.models.functions import Least
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plugins.courses.enums import SittingState
from plugins.courses.models import CoursePage, Practical, Result, Sitting
from plugins.courses.services.practicals.final_marks import final_marks

MOST_LISTED = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own sittings and final marks."""
    user: Any = request.user
    own = Sitting.objects.of(user).select_related("scene", "practical")
    over = own.filter(state=SittingState.DECIDED).order_by("-decided_at", "-pk")
    context = {
        "ahead": own.ahead()[:MOST_LISTED],
        "over": over[:MOST_LISTED],
        "marks": _marks(user),
        "ways": _ways(user),
    }
    return render(request, "lms_courses/practicals/mine.html", context)


def _marks(user: Any) -> list[tuple[CoursePage, Any]]:
    keys = Result.objects.of(user).exclude(course_key=None).values("course_key")
    courses = [*CoursePage.objects.filter(key__in=keys).order_by("title")]
    found = final_marks(courses, [user])
    return [(course, found[course.pk, user.pk]) for course in courses]


def _ways(user: Any) -> Any:
    """Return the practicals that take several passes, each with how many there are."""
    passed = Count(
        "sittings",
        filter=Q(sittings__state=SittingState.DECIDED, sittings__is_passed=True),
    )
    rows = Practical.objects.filter(passes_needed__gt=1, sittings__candidate=user)
    return rows.annotate(
        passes=Least(passed, F("passes_needed"), output_field=IntegerField())
    ).order_by("title")
