"""What learners hand in: handed in, taken back, looked at."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.files.exceptions import FileRefusedError
from lms.files.sending import send
from plugins.courses.enums import HandInState
from plugins.courses.exceptions import CourseError
from plugins.courses.models import HandIn, HandInFile, LessonPage
from plugins.courses.models.content import find_block, readable_rows
from plugins.courses.services.hand_ins import BLOCK
from plugins.courses.services.handing_in import Handed, decide, hand_in, take_back
from plugins.courses.views.explaining import explain
from plugins.courses.views.finding import REVIEW, SEE, find_own_lesson
from plugins.courses.views.lesson import show_lesson

PAGE_SIZE = 50
WAITING = str(HandInState.WAITING)
STATES = {
    str(state): state.label
    for state in (HandInState.WAITING, HandInState.SENT_BACK, HandInState.ACCEPTED)
}
MARKS = {"met": True, "missed": False}


@require_POST
def submit(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """Hand something in for a lesson; what was typed stays when it is refused."""
    lesson, _course, enrollment = find_own_lesson(request.user, pk)
    found = find_block(lesson, BLOCK, block)
    if found is None:
        raise Http404
    text = request.POST.get("text", "").replace("\r\n", "\n")
    seen = request.POST.get("seen", "")
    handed = Handed(
        text=text,
        files=[file for file in request.FILES.getlist("files") if file.name],
        seen=int(seen) if seen.isdecimal() and len(seen) < 4 else 0,  # noqa: PLR2004 (as a number of versions may be)
    )
    try:
        hand_in(
            enrollment=enrollment,
            lesson=lesson,
            block=found,
            handed=handed,
            now=timezone.now(),
        )
    except (CourseError, FileRefusedError) as error:
        said = explain(error) if isinstance(error, CourseError) else str(error)
        return show_lesson(request, pk, {"key": block, "text": text, "error": said})
    messages.success(request, _("It is handed in."))
    return redirect(f"{lesson.get_absolute_url()}#part-{block}")


@require_POST
def withdraw(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """Take back what nobody has looked at yet."""
    lesson, _course, enrollment = find_own_lesson(request.user, pk)
    if find_block(lesson, BLOCK, block) is None:
        raise Http404
    try:
        take_back(enrollment=enrollment, lesson=lesson, block=block)
    except CourseError as error:
        messages.warning(request, explain(error))
    else:
        messages.success(request, _("You have taken it back."))
    return redirect(f"{lesson.get_absolute_url()}#part-{block}")


@require_safe
@permission_required(REVIEW, raise_exception=True)
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for a look, the longest waiting first, or what was looked at."""
    choices = Choices(request.GET, {"state": STATES}, always={"state": WAITING})
    found, state = HandIn.objects.open_to(request.user), choices["state"]
    is_waiting = state == WAITING
    decided = found.filter(state=state).order_by("-decided_at", "-pk")
    rows = found.waiting() if is_waiting else decided
    loaded = rows.select_related("enrollment__person", "enrollment__release")
    page = Paginator(loaded, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "is_waiting": is_waiting,
        "options": choices.shown({state: page.paginator.count})["state"],
        "pages": pages_of(page, choices),
        "may_report": request.user.has_perm(SEE),
    }
    return render(request, "lms_courses/hand_ins.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(REVIEW, raise_exception=True)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was handed in beside the standard, and accept it or send it back."""
    user: Any = request.user
    rows = HandIn.objects.open_to(user).select_related(
        "enrollment__person", "enrollment__release", "decided_by"
    )
    row = get_object_or_404(rows, pk=pk)
    lesson = LessonPage.objects.visible_for(user).filter(key=row.lesson_key).first()
    block = lesson and find_block(lesson, BLOCK, str(row.block))
    points = row.points or _points(request, block.value["points"] if block else ())
    error = ""
    if request.method == "POST":
        try:
            decide(
                row=row,
                user=user,
                is_accepted=request.POST.get("verdict") == "accept",
                feedback=request.POST.get("feedback", "").replace("\r\n", "\n"),
                points=points,
                now=timezone.now(),
            )
        except CourseError as raised:
            error = explain(raised)
        else:
            messages.success(request, _("The learner is told."))
            return redirect("lms_courses:hand_ins")
    family = HandIn.objects.filter(
        enrollment=row.enrollment_id, lesson_key=row.lesson_key, block=row.block
    )
    versions = [*family.select_related("decided_by").prefetch_related("files")]
    context = {
        "row": row,
        "person": row.enrollment.person,
        "lesson": lesson,
        "standard": block and block.value,
        "readable": readable_rows(lesson, user) if lesson else set(),
        "versions": versions,
        "this": next(each for each in versions if each.pk == row.pk),
        "points": points,
        "feedback": request.POST.get("feedback", row.feedback),
        "error": error,
        "longest": HandIn.LONGEST,
    }
    return render(request, "lms_courses/hand_in.html", context)


@require_safe
def file(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Send a file to whoever handed it in, and to those who look at it."""
    user: Any = request.user
    rows = HandIn.objects.of(user)
    if user.has_perm(REVIEW):
        rows |= HandIn.objects.open_to(user)
    found = get_object_or_404(HandInFile, hand_in__in=rows, hand_in=pk, pk=key)
    name = "" if found.medium else found.filename
    return send(request, found, mime=found.mime, filename=name)


def _points(request: HttpRequest, texts: Any) -> list[dict[str, Any]]:
    """Return each control point with what was said of it."""
    return [
        {
            "text": text,
            "is_met": MARKS.get(request.POST.get(f"point-{place}", "")),
            "comment": request.POST.get(f"comment-{place}", "").strip(),
        }
        for place, text in enumerate(texts)
    ]
