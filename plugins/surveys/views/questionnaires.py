"""Questionnaires are written and changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plugins.surveys.forms.asking import QuestionFormSet, QuestionnaireForm, rows_of
from plugins.surveys.models import Questionnaire
from plugins.surveys.services.questionnaires import (
    CHANGE,
    newest_of,
    save_questions,
    was_answered,
)


@require_safe
@permission_required(CHANGE, raise_exception=True)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """List them."""
    rows = Questionnaire.objects.prefetch_related("versions__waves")
    found = [(row, next(iter(row.versions.all()), None), _waves(row)) for row in rows]
    return render(request, "lms_surveys/questionnaires.html", {"rows": found})


def _waves(row: Questionnaire) -> int:
    return sum(len(version.waves.all()) for version in row.versions.all())


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGE, raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new one, or change one."""
    row = get_object_or_404(Questionnaire, pk=pk) if pk else Questionnaire()
    version = newest_of(row) if pk else None
    data: Any = request.POST or None
    form = QuestionnaireForm(data, instance=row)
    lines = QuestionFormSet(data, initial=rows_of(version), prefix="questions")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        saved = save_questions(
            questionnaire=form.instance,
            questions=lines.questions(),
            user=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})  # fmt: skip
        return redirect("lms_surveys:questionnaire", saved.questionnaire_id)
    context = {
        "row": row,
        "form": form,
        "lines": lines,
        "doubtful": sum(bool(line.doubts()) for line in lines),
        "version": version,
        "is_answered": bool(version and was_answered(version)),
        "versions": [*row.versions.all()] if pk else [],
    }
    return render(request, "lms_surveys/questionnaire.html", context)
