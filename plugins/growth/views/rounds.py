"""Rounds: opened, looked after, closed. They show who has rated, and nobody's levels."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from plugins.growth.enums import AssessmentState
from plugins.growth.exceptions import GrowthError
from plugins.growth.forms.skills import AssessorForm, RoundForm
from plugins.growth.models import KEEP, Assessment, Round, here
from plugins.growth.services.assessing import (
    assign,
    close_round,
    open_round,
    reopen_round,
    usual_end,
)
from plugins.growth.views.plots import share

PAGE_SIZE = 20
SHOWN = {
    "open": pgettext_lazy("assessments", "Not agreed yet"),
    "nobody": pgettext_lazy("assessments", "Nobody assesses"),
    "agreed": pgettext_lazy("assessments", "Agreed"),
}
_AGREED = Q(state=AssessmentState.AGREED)


def _kinds() -> dict[str, Q]:
    without = ~_AGREED & ~Q(assessor__in=here())
    return {"open": ~_AGREED, "nobody": without, "agreed": _AGREED}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds; open one."""
    today = timezone.localdate()
    usual = {"due_on": usual_end(today)}
    form = RoundForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            row = open_round(**form.cleaned_data, user=request.user, now=timezone.now())
        except GrowthError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The round is open; all who rate are told."))
            return redirect(row)
    counted: Any = Round.objects.order_by("-starts_on", "-pk").annotate(
        n=Count("assessments"), agreed=Count("assessments", filter=Q(assessments__state=AssessmentState.AGREED))
    )  # fmt: skip
    page = Paginator(counted, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "rows": [(row, share(row.agreed, row.n)) for row in page.object_list],
        "pages": pages_of(page, Choices(request.GET, {})),
        "runs": Round.objects.filter(closed_at=None).exists(),
    }
    return render(request, "lms_growth/rounds.html", context)


@require_safe
@permission_required(KEEP, raise_exception=True)
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a round is, person by person, without levels."""
    row = get_object_or_404(Round, pk=pk)
    kinds = _kinds()
    counts = row.assessments.aggregate(**{name: Count("pk", filter=q) for name, q in kinds.items()})  # fmt: skip
    usual = "open" if counts["open"] else "agreed"
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": usual})
    rows = row.assessments.filter(kinds[choices["show"]]).with_names()
    ordered = rows.order_by("person__last_name", "person__first_name", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "round": row,
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "options": choices.shown(counts),
        "agreed": counts["agreed"],
        "is_newest": not Round.objects.filter(starts_on__gt=row.starts_on).exists(),
        "whole": counts["agreed"] + counts["open"],
    }
    return render(request, "lms_growth/round.html", context)


@require_POST
@permission_required(KEEP, raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round."""
    row = get_object_or_404(Round, pk=pk)
    close_round(row=row, user=request.user, now=timezone.now())
    messages.success(request, _("The round is closed. What was agreed counts."))
    return redirect(row)


@require_POST
@permission_required(KEEP, raise_exception=True)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the newest round again."""
    row = get_object_or_404(Round, pk=pk)
    try:
        reopen_round(row=row, user=request.user)
    except GrowthError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The round is open again."))
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def assessor(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who assesses a person."""
    row: Any = get_object_or_404(Assessment.objects.with_names(), pk=pk)
    form = AssessorForm(request.POST or None, assessment=row, initial={"assessor": row.assessor_id})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["assessor"]
        try:
            assign(assessment=row, assessor=chosen, user=request.user, now=timezone.now())  # fmt: skip
        except GrowthError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept; the assessor is told."))
            return redirect(row.round)
    return render(request, "lms_growth/assessor.html", {"form": form, "row": row})
