"""What one is to learn, what one is at, and what one has completed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plugins.courses.enums import EnrollmentState
from plugins.courses.models import CoursePage, Enrollment
from plugins.courses.services.standings import standings_of
from plugins.courses.views.finding import SEE

MOST = 100


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own courses: what is due first, then what is begun, then what is done."""
    user: Any = request.user
    rows = Enrollment.objects.of(user).select_related("release__course")
    entries = entries_of([*rows[:MOST]], user)
    ended = (EnrollmentState.COMPLETED, EnrollmentState.WITHDRAWN)
    context = {
        "running": sorted(
            (each for each in entries if each["state"] not in ended), key=_urgency
        ),
        "ended": [each for each in entries if each["state"] in ended],
        "may_report": user.has_perm(SEE),
    }
    return render(request, "lms_courses/mine.html", context)


def entries_of(rows: list[Enrollment], user: Any) -> list[dict[str, Any]]:
    """Return enrollments with how far they are, and where they go on."""
    standings = standings_of(rows)
    keys = [row.release.course_id for row in rows]
    readable = CoursePage.objects.visible_for(user).filter(pk__in=keys).order_by()
    there = {*readable.values_list("pk", flat=True)}
    today = timezone.localdate()
    return [
        {
            "row": row,
            "standing": standings[row.pk],
            "state": row.state_on(today),
            "course": row.release.course if row.release.course_id in there else None,
            "days": (row.due_on - today).days if row.due_on else None,
        }
        for row in rows
    ]


def _urgency(entry: dict[str, Any]) -> tuple[bool, Any, int]:
    days = entry["days"]
    return days is None, days or 0, -entry["row"].pk
