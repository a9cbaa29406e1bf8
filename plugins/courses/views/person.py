"""How far somebody is in a course, and what trainers change about it."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from plugins.courses.forms.assigning import ChangeForm
from plugins.courses.models import Enrollment, LessonPage
from plugins.courses.models.content import blocks_of, check_of
from plugins.courses.services.standings import standing_of
from plugins.courses.views.changing import CHANGE, change_rows
from plugins.courses.views.finding import SEE, TEACH


@require_safe
@permission_required(SEE, raise_exception=True)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what somebody has done of a course, and what they answered."""
    return _show(request, pk, ChangeForm(today=timezone.localdate()))


@require_POST
@permission_required(CHANGE, raise_exception=True)
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the due date of one person, take the course back, or give it again."""
    form = ChangeForm(request.POST, today=timezone.localdate())
    rows = Enrollment.objects.open_to(request.user).filter(pk=pk)
    get_object_or_404(rows)
    if change_rows(request, rows, form):
        return redirect("lms_courses:person", pk)
    return _show(request, pk, form)


def _show(request: HttpRequest, pk: int, form: ChangeForm) -> HttpResponse:
    user: Any = request.user
    rows = Enrollment.objects.open_to(user).select_related("person", "release__course")
    row = get_object_or_404(rows, pk=pk)
    may_read_notes = user.has_perm(TEACH) or row.person_id == user.pk
    answers, notes = _said(row, with_notes=may_read_notes)
    may_change = user.has_perms(CHANGE)
    context = {
        "row": row,
        "standing": standing_of(row),
        "state": row.state_on(timezone.localdate()),
        "answers": answers,
        "notes": notes,
        "history": row.history.select_related("by"),
        "form": form,
        "may_change": may_change and row.is_running,
        "may_give_back": may_change
        and Enrollment.objects.taken_back().filter(pk=pk).exists(),
    }
    return render(request, "lms_courses/person.html", context)


def _said(row: Enrollment, *, with_notes: bool) -> tuple[list[Any], list[Any]]:
    """Return answers and notes with what was asked, as far as that still stands."""
    answers = [*row.check_answers.all()]
    notes = [*row.notes.exclude(text="")] if with_notes else []
    said: list[Any] = [*answers, *notes]
    keys = {each.lesson_key for each in said}
    asked: dict[Any, Any] = {
        (lesson.key, str(block.id)): block
        for lesson in LessonPage.objects.filter(key__in=keys)
        for kind in ("question", "reflection")
        for block in blocks_of(lesson, kind)
    }
    blocks: dict[Any, Any] = {
        each: asked.get((each.lesson_key, str(each.block))) for each in said
    }
    return (
        [(check_of(blocks[each]), each) for each in answers if blocks[each]],
        [(blocks[each].value["text"] if blocks[each] else "", each) for each in notes],
    )
