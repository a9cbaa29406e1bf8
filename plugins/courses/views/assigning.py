"""Giving a course to people or to a whole team."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from plugins.courses.exceptions import CourseError
from plugins.courses.forms.assigning import AssignForm, FindPeopleForm
from plugins.courses.models import CoursePage, Enrollment
from plugins.courses.services.enrolling import Assigned, assign
from plugins.courses.services.learners import MOST, people_of
from plugins.courses.views.explaining import explain
from plugins.courses.views.finding import TEACH, find_course


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(TEACH, raise_exception=True)
def assign_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom it can be given to, and give it."""
    page = find_course(request.user, pk)
    find = FindPeopleForm(request.GET)
    team = find.cleaned_data["team"] if find.is_valid() else None
    words = find.cleaned_data.get("words", "") if find.is_valid() else ""
    found = people_of(team, words)
    shown = found.filter(pk__in=[person.pk for person in found[:MOST]])
    is_sent = request.method == "POST"
    form = AssignForm(
        request.POST if is_sent else None, shown=shown, today=timezone.localdate()
    )
    if is_sent and form.is_valid():
        chosen = (
            found if form.cleaned_data["is_whole_team"] else form.cleaned_data["people"]
        )
        if _assign(request, page, chosen, form.cleaned_data):
            return redirect(page)
    context = {
        "course": page,
        "find": find,
        "form": form,
        "total": found.count(),
        "most": MOST,
        "is_narrowed": bool(team or words),
        "states": _states(page),
    }
    return render(request, "lms_courses/assign.html", context)


def _assign(
    request: HttpRequest, page: CoursePage, people: Any, data: dict[str, Any]
) -> bool:
    user: Any = request.user
    try:
        done = assign(
            course=page,
            people=people,
            user=user,
            now=timezone.now(),
            due_on=data["due_on"],
            is_again=data["is_again"],
        )
    except CourseError as error:
        messages.error(request, explain(error))
        return False
    messages.success(request, _say(done))
    return True


def _say(done: Assigned) -> str:
    sentences = [
        ngettext("Assigned to %(n)s person.", "Assigned to %(n)s people.", done.added)
        % {"n": done.added}
    ]
    if done.kept:
        sentence = ngettext("%(n)s had it already.", "%(n)s had it already.", done.kept)
        sentences.append(sentence % {"n": done.kept})
    if done.closed:
        sentence = ngettext(
            "%(n)s may not read it and was left out.",
            "%(n)s may not read it and were left out.",
            done.closed,
        )
        sentences.append(sentence % {"n": done.closed})
    return " ".join(sentences)


def _states(page: CoursePage) -> dict[int, str]:
    """Return how far those are who have the course, by person."""
    today = timezone.localdate()
    rows = Enrollment.objects.newest().filter(course_key=page.key)
    return {row.person_id: str(row.state_on(today).label) for row in rows}
