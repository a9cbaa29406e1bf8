"""The cases of the weeks."""

from collections.abc import Mapping, Sequence
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
from lms.posting import key_of, text_of
from lms.search.engine import search
from plugins.case_studies.forms import PickForm, WeekForm
from plugins.case_studies.models import CasePage, PickedCase, WeeklyPick
from plugins.case_studies.models.pick import monday_of
from plugins.case_studies.services.picks import (
    PICK,
    note_outcome,
    pick_cases,
    picked_lately,
)

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
        **plugin_settings("lms_case_studies"),
    }
    return render(request, "lms_case_studies/picks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Choose the cases of a week; "find" looks for others and keeps what is ticked."""
    if not request.user.has_perm(PICK):
        raise PermissionDenied
    visible = CasePage.objects.visible_for(request.user).order_by(
        "-record__published_at", "-pk"
    )
    day, is_sent = _day(request), request.method == "POST"
    picked = [str(case.pk) for case in _picked(visible, day)]
    shown = _keys(request, "shown") if is_sent else picked
    ticked = _keys(request, "cases") if is_sent else picked
    words = request.POST.get("words", "")
    found = _found(visible, words, request.user)
    form = PickForm(
        request.POST if is_sent and "find" not in request.POST else None,
        cases=visible,
        offered=dict.fromkeys([*visible.filter(pk__in=[*ticked, *shown]), *found]),
        initial={
            "day": day,
            "facilitator": request.POST.get("facilitator") or _leader(request, day),
            "words": words,
            "cases": ticked,
        },
    )
    if form.is_valid():
        _set(request, visible, form.cleaned_data, shown)
        return redirect("lms_case_studies:picks")
    context = {
        "form": form,
        "week_form": WeekForm(initial={"day": day}),
        "week": monday_of(day),
        "shown": shown,
        "is_in_vain": bool(words) and not found,
    }
    return render(request, "lms_case_studies/plan.html", context)


@require_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what came of a discussion."""
    pick = get_object_or_404(WeeklyPick, pk=pk)
    text = text_of(request, "outcome", 1000)
    seen = text_of(request, "seen", 10_000)
    note_outcome(pick=pick, user=request.user, outcome=text, seen=seen)
    messages.success(request, _("What came of it is kept."))
    return redirect("lms_case_studies:picks")


def _day(request: HttpRequest) -> date:
    """Return the day that was asked for, or today."""
    asked = WeekForm(request.POST or request.GET)
    is_known = asked.is_valid()
    return asked.cleaned_data["day"] if is_known else timezone.localdate()


def _keys(request: HttpRequest, name: str) -> list[str]:
    """Return the keys that were sent, as far as they are some."""
    return [*filter(key_of, request.POST.getlist(name))]


def _leader(request: HttpRequest, day: date) -> Any:
    """Return who leads the week already, or whoever plans it."""
    pick = WeeklyPick.objects.of_week(day).select_related("facilitator").first()
    return (pick and pick.facilitator) or request.user


def _found(visible: QuerySet[CasePage], words: str, user: Any) -> list[CasePage]:
    """Return the cases that search finds with some words; without, the newest."""
    if not words.strip():
        return [*visible[:MOST_OFFERED]]
    hits = search(words, user=user, kinds=["case"], limit=MOST_OFFERED).everything
    return [*visible.filter(pk__in=[hit.pk for hit in hits])]


def _picked(cases: QuerySet[CasePage], day: date) -> QuerySet[CasePage]:
    """Return those of the cases that the week of a day is about."""
    return cases.filter(picked__pick__week=monday_of(day))


def _set(
    request: HttpRequest,
    visible: QuerySet[CasePage],
    wanted: Mapping[str, Any],
    shown: Sequence[str],
) -> None:
    """Set the week; what the person has not seen among its cases stays there."""
    day, chosen = wanted["day"], [*wanted["cases"]]
    seen = _picked(visible, day).filter(pk__in=shown)
    dropped = [case for case in seen if case not in chosen]
    pick_cases(
        day=day,
        cases=chosen,
        dropped=dropped,
        facilitator=wanted["facilitator"],
        user=request.user,
    )
    _warn(request, [*_picked(visible, day)], day, dropped)


def _titles(cases: list[CasePage]) -> str:
    return _(", ").join(case.title for case in cases)


def _warn(
    request: HttpRequest, picked: list[CasePage], day: date, dropped: list[CasePage]
) -> None:
    """Say what is unusual; it is the facilitator's decision."""
    messages.success(request, _("The cases of the week are set."))
    known = plugin_settings("lms_case_studies")
    if not known["fewest_cases"] <= len(picked) <= known["most_cases"]:
        text = _(
            "There are %(number)d: %(fewest_cases)d to %(most_cases)d are a good "
            "measure."
        )
        messages.warning(request, text % {"number": len(picked), **known})
    if dropped:
        text = _("No longer among the cases of that week: %(titles)s.")
        messages.warning(request, text % {"titles": _titles(dropped)})
    if again := picked_lately(picked, day=day, weeks=known["no_repeat_weeks"]):
        text = _("Discussed not long ago: %(titles)s.")
        messages.warning(request, text % {"titles": _titles(again)})
