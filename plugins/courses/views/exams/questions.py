"""Questions outside of exams: as people see them, and marked again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from plugins.courses.enums import RegradeMode
from plugins.courses.exceptions import ExamError
from plugins.courses.forms.exams import RegradeForm
from plugins.courses.models import Question, QuestionVersion
from plugins.courses.services.exams.admission import ALLOW
from plugins.courses.services.exams.explaining import explain
from plugins.courses.services.exams.grading import Asked, grade
from plugins.courses.services.exams.question_kinds import right_answer
from plugins.courses.services.exams.regrading import (
    Trial,
    apply_regrade,
    is_alike,
    try_regrade,
)
from plugins.courses.views.exams.items import preview, response_of


@require_safe
@permission_required("lms_courses.view_question", raise_exception=True)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question as whoever sits an exam sees it; answers can be tried."""
    rows = Question.objects.exclude(latest=None).with_check()
    row = get_object_or_404(rows.select_related("latest"), pk=pk)
    version: Any = row.latest
    response = response_of(request.GET, version, "q1")
    context = {
        "question": row,
        "version": version,
        "item": preview(version),
        "tried": bool(response),
        "share": round(float(grade(Asked.of(version), response)) * 100),
        "right": right_answer(version),
        "versions": row.versions.select_related("written_by"),
    }
    return render(request, "lms_courses/exams/question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ALLOW, raise_exception=True)
def regrade(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what marking a version again would change; then do that and nothing else."""
    rows = QuestionVersion.objects.select_related("question__latest")
    version = get_object_or_404(rows, pk=pk)
    asked = request.POST.get("mode") or request.GET.get("mode", "")
    default = RegradeMode.KEY if _has_new_key(version) else RegradeMode.FULL
    mode = asked if asked in RegradeMode.values else default
    if request.method == "POST":
        form = RegradeForm(request.POST)
        if form.is_valid() and (answer := _apply(request, version, form)):
            return answer
    try:
        trial = try_regrade(version=version, mode=mode)
    except ExamError:
        messages.error(request, _("The newest version has other options: its key does not fit."))  # fmt: skip
        mode, trial = RegradeMode.FULL, try_regrade(
            version=version, mode=RegradeMode.FULL
        )  # fmt: skip
    return _trial(request, version, mode, trial)


def _has_new_key(version: QuestionVersion) -> bool:
    latest: Any = version.question.latest
    return latest.pk != version.pk and is_alike(version, latest)


def _apply(
    request: HttpRequest, version: QuestionVersion, form: RegradeForm
) -> HttpResponse | None:
    try:
        number = apply_regrade(
            version=version, user=request.user, now=timezone.now(), **form.cleaned_data
        )
    except ExamError as error:
        messages.error(request, explain(error))
        return None
    said = ngettext(
        "%(n)s attempt has new marks.", "%(n)s attempts have new marks.", number
    )
    messages.success(request, said % {"n": number})
    return redirect("lms_courses:exam_regrade", version.pk)


def _trial(
    request: HttpRequest, version: QuestionVersion, mode: str, trial: Trial
) -> HttpResponse:
    latest: Any = version.question.latest
    initial = {"mode": mode, "digest": trial.digest}
    context = {
        "version": version,
        "latest": latest if _has_new_key(version) else None,
        "mode": mode,
        "modes": RegradeMode,
        "trial": trial,
        "form": RegradeForm(initial=initial),
        "right": right_answer(version),
        "new_right": right_answer(latest),
        "done": version.regrades.select_related("applied_by"),
    }
    return render(request, "lms_courses/exams/regrade.html", context)
