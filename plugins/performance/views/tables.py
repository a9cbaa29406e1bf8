"""Tables and usual reasons are written and changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plugins.performance.enums import Side
from plugins.performance.forms.tables import (
    PartFormSet,
    ReasonFormSet,
    TableForm,
    rows_of,
)
from plugins.performance.models import CHANGE, PerformanceTable, Reason
from plugins.performance.services.settings import usual_sides
from plugins.performance.services.tables import save_table, was_used


@require_safe
@permission_required(CHANGE, raise_exception=True)
def tables(request: HttpRequest) -> HttpResponse:
    """List them."""
    rows = PerformanceTable.objects.prefetch_related("versions", "teams")
    found = [(row, next(iter(row.versions.all()), None), [*row.teams.all()], sorted(row.job_names)) for row in rows]  # fmt: skip
    return render(request, "lms_performance/tables.html", {"rows": found})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGE, raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new one, or change one."""
    row = get_object_or_404(PerformanceTable, pk=pk) if pk else PerformanceTable()
    version = row.newest if pk else None
    usual = {Side(side): weight for side, weight in usual_sides().items()}
    sides = version.weights if version else usual
    data: Any = request.POST or None
    form = TableForm(data, instance=row, sides=sides)
    lines = PartFormSet(data, initial=rows_of(version), prefix="parts")
    seen = f"{version.number}:{version.written_at.isoformat()}" if version else ""
    if request.method == "POST" and request.POST.get("seen", seen) != seen:
        # Once this was said and the form is shown again, saving it is meant.
        form.add_error(None, _("Somebody else has changed this table meanwhile. All you wrote is kept: compare, then save again."))  # fmt: skip
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        saved = save_table(
            table=form.instance,
            teams=form.cleaned_data["teams"],
            sides=form.sides(),
            parts=lines.parts(),
            user=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})  # fmt: skip
        return redirect("lms_performance:table", saved.table_id)
    context = {
        "row": PerformanceTable.objects.filter(pk=pk).first() if pk else None,
        "form": form,
        "lines": lines,
        "version": version,
        "seen": seen,
        "is_used": bool(version and was_used(version)),
    }
    return render(request, "lms_performance/table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGE, raise_exception=True)
def reasons(request: HttpRequest) -> HttpResponse:
    """Say what bonuses and penalties are usually given for."""
    forms = ReasonFormSet(request.POST or None, queryset=Reason.objects.all(), prefix="reasons")  # fmt: skip
    if request.method == "POST" and forms.is_valid():
        forms.save()
        messages.success(request, _("The reasons are saved."))
        return redirect("lms_performance:reasons")
    return render(request, "lms_performance/reasons.html", {"forms": forms})
