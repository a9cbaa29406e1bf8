"""The cases of the weeks."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lms.plugins import plugin_settings
from plugins.case_studies.forms import PickForm
from plugins.case_studies.models import CasePage, PickedCase, WeeklyPick
from plugins.case_studies.models.pick import FEWEST, MOST, monday_of
from plugins.case_studies.services.picks import (
    PICK,
    note_outcome,
    pick_cases,
    picked_lately,
)
from plugins.case_studies.views.posting import text_of

PAGE_SIZE = 12
MOST_OFFERED = 40


@require_safe
def picks(request: HttpRequest) -> HttpResponse:
    """List the weeks, the newest first, with what of them is open to the reader."""
    seen = PickedCase.objects.filter(
        page__in=CasePage.objects.visible_for(request.user).values("pk")
    ).select_related("page")
    rows = WeeklyPick.objects.select_related("facilitator").prefetch_related(
        Prefetch("picked", seen, to_attr="shown")
    )
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_pick": request.user.has_perm(PICK),
        "this_week": monday_of(timezone.localdate()),
    }
    return render(request, "lms_case_studies/picks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Choose the cases of a week."""
    if not request.user.has_perm(PICK):
        raise PermissionDenied
    visible = CasePage.objects.visible_for(request.user)
    newest = visible.order_by("-record__published_at").values("pk")[:MOST_OFFERED]
    offered = visible.filter(pk__in=[row["pk"] for row in newest])
    today = timezone.localdate()
    initial = {"day": today, "facilitator": request.user}
    form = PickForm(
        request.POST if request.method == "POST" else None,
        cases=offered.order_by("-record__published_at"),
        initial={**initial, "cases": _picked(visible, today)},
    )
    if form.is_valid():
        chosen, day = [*form.cleaned_data["cases"]], form.cleaned_data["day"]
        dropped = [case for case in _picked(visible, day) if case not in chosen]
        pick_cases(
            day=day,
            cases=chosen,
            facilitator=form.cleaned_data["facilitator"],
            user=request.user,
        )
        _warn(request, chosen, day, dropped)
        return redirect("lms_case_studies:picks")
    return render(request, "lms_case_studies/plan.html", {"form": form})


@require_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what came of a discussion."""
    pick = get_object_or_404(WeeklyPick, pk=pk)
    text = text_of(request, "outcome", 1000)
    seen = text_of(request, "seen", 10_000)
    note_outcome(pick=pick, user=request.user, outcome=text, seen=seen)
    messages.success(request, _("What came of it is kept."))
    return redirect("lms_case_studies:picks")


def _picked(cases: QuerySet[CasePage], day: date) -> QuerySet[CasePage]:
    """Return those of the cases that the week of a day is about."""
    return cases.filter(picked__pick__week=monday_of(day))


def _titles(cases: list[CasePage]) -> str:
    return _(", ").join(case.title for case in cases)


def _warn(
    request: HttpRequest, chosen: list[CasePage], day: date, dropped: list[CasePage]
) -> None:
    """Say what is unusual; it is the facilitator's decision."""
    messages.success(request, _("The cases of the week are set."))
    if not FEWEST <= len(chosen) <= MOST:
        text = _("There are %(number)d: three to five are a good measure.")
        messages.warning(request, text % {"number": len(chosen)})
    if dropped:
        text = _("No longer among the cases of that week: %(titles)s.")
        messages.warning(request, text % {"titles": _titles(dropped)})
    weeks: Any = plugin_settings("lms_case_studies")["no_repeat_weeks"]
    if again := picked_lately(chosen, day=day, weeks=weeks):
        text = _("Discussed not long ago: %(titles)s.")
        messages.warning(request, text % {"titles": _titles(again)})
