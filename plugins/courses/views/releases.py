"""What learners get: the difference to the last release, and a new one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plugins.courses.exceptions import CourseError
from plugins.courses.models import CourseRelease, LessonPage
from plugins.courses.services.outlines import outline_of
from plugins.courses.services.releasing import difference_of, release_course
from plugins.courses.views.explaining import explain
from plugins.courses.views.finding import TEACH, find_course


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(TEACH, raise_exception=True)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be new for learners, and release it."""
    page = find_course(request.user, pk)
    if request.method == "POST":
        user: Any = request.user
        try:
            made = release_course(course=page, user=user, now=timezone.now())
        except CourseError as error:
            messages.error(request, explain(error))
            return redirect(request.path)
        sentence = _("Release %(number)s is what learners get from now on.")
        messages.success(request, sentence % {"number": made.number})
        return redirect(page)
    drafts = LessonPage.objects.child_of(page).filter(has_unpublished_changes=True)
    context = {
        "course": page,
        "releases": CourseRelease.objects.filter(course_key=page.key).select_related(
            "released_by"
        )[:20],
        "difference": difference_of(page),
        "outline": outline_of(page),
        "drafts": drafts.order_by("path"),
    }
    return render(request, "lms_courses/release.html", context)
