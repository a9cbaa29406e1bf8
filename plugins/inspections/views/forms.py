"""Scoring forms are written, changed and copied."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from plugins.inspections.forms.scoring import (
    CriterionFormSet,
    ScoringFormForm,
    rows_of,
)
from plugins.inspections.models import CHANGE, ScoringForm
from plugins.inspections.services.forms import copy_form, save_form, was_used

_LONGEST_NAME = 80


@require_safe
@permission_required(CHANGE, raise_exception=True)
def forms(request: HttpRequest) -> HttpResponse:
    """List them."""
    rows = ScoringForm.objects.prefetch_related("versions")
    found = [(row, next(iter(row.versions.all()), None)) for row in rows]
    return render(request, "lms_inspections/forms.html", {"rows": found})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGE, raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new one, or change one."""
    row = get_object_or_404(ScoringForm, pk=pk) if pk else ScoringForm()
    version = row.newest if pk else None
    data: Any = request.POST or None
    form = ScoringFormForm(data, instance=row)
    lines = CriterionFormSet(data, initial=rows_of(version), prefix="criteria")
    seen = f"{version.number}:{version.written_at.isoformat()}" if version else ""
    is_stale = bool(version) and data is not None and data.get("seen", seen) != seen
    if (
        request.method == "POST"
        and not is_stale
        and form.is_valid()
        and lines.is_valid()
    ):
        saved = save_form(
            form=form.instance,
            criteria=lines.criteria(),
            user=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})  # fmt: skip
        return redirect("lms_inspections:form", saved.form_id)
    parts = version.parts if version else []
    context = {
        "row": row,
        "form": form,
        "lines": lines,
        "version": version,
        "total": sum(each.points for each in parts),
        "seen": seen,
        "is_stale": is_stale,
        "is_used": bool(version and was_used(version)),
        "versions": [*row.versions.all()] if pk else [],
    }
    return render(request, "lms_inspections/form.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy one, to be changed."""
    row = get_object_or_404(ScoringForm, pk=pk)
    suffix = _(" (copy)")
    name = f"{row.name[: _LONGEST_NAME - len(suffix)]}{suffix}"
    made = copy_form(form=row, name=name, user=request.user, now=timezone.now())
    messages.success(request, _("This is a copy. Give it a name of its own."))
    return redirect(made)
