"""Contests as their organizers write and lead them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.here import by_name, people_here
from lms.posting import Steps, take_step, text_of
from plugins.contests.enums import ContestState
from plugins.contests.exceptions import ContestError, StaleError
from plugins.contests.forms.contests import (
    FIRST_ROUNDS,
    ContestForm,
    round_formset,
    written_rounds,
)
from plugins.contests.forms.people import names_of
from plugins.contests.models import KEEP, Contest
from plugins.contests.services.entering import with_entries
from plugins.contests.services.gates import setting
from plugins.contests.services.planning import (
    back_to_draft,
    call_off,
    open_contest,
    remove_draft,
    save_contest,
    start_contest,
    unstart_contest,
    version_of,
)
from plugins.contests.services.results import announce
from plugins.contests.views.contests import render_contest

_DAYS = 14
_CHANGEABLE = (ContestState.DRAFT, ContestState.OPEN, ContestState.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a contest, or change one; with entries its rules stay."""
    changeable = Contest.objects.filter(state__in=_CHANGEABLE)
    known = get_object_or_404(changeable, pk=pk) if pk else None
    is_kept = known is not None and known.entries.exists()
    data = request.POST or None
    seen = request.POST.get("seen") or (version_of(known) if known else "")
    today = timezone.localdate()
    first = {"opens_on": today, "closes_on": today + timedelta(days=_DAYS), "prizes": setting("prizes")}  # fmt: skip
    form = ContestForm(
        data,
        instance=known or Contest(),
        initial=None if known else first,
        is_kept=is_kept,
    )
    people = names_of(_possible_judges(known))
    rounds = round_formset(is_kept=is_kept)(
        data,
        initial=_initial(known),
        prefix="rounds",
        form_kwargs={"people": people, "is_kept": is_kept},
    )
    if request.method == "POST" and form.is_valid() and rounds.is_valid():
        form.instance.prizes = form.cleaned_data["prizes"]
        try:
            saved = save_contest(
                contest=form.instance,
                teams=form.cleaned_data["teams"],
                rounds=rounds.rounds(),
                user=request.user,
                now=timezone.now(),
                seen=seen,
            )
        except ContestError as error:
            form.add_error(None, str(error))
            if isinstance(error, StaleError):
                seen = ""
        else:
            messages.success(request, _("The contest is saved."))
            return redirect(saved)
    shown = Contest.objects.filter(pk=pk).first() if pk else None
    context = {
        "form": form,
        "rounds": rounds,
        "people": people,
        "contest": shown,
        "seen": seen or (version_of(shown) if shown else ""),
        "is_kept": is_kept,
    }
    return render(request, "lms_contests/edit.html", context)


def _possible_judges(known: Contest | None) -> Any:
    """Return who may judge: those who are here, and judges who have left meanwhile."""
    here = people_here(timezone.localdate())
    if known is None:
        return here
    jury = known.rounds.values("judges")
    people = get_user_model()._default_manager
    chosen = Q(pk__in=here.order_by().values("pk")) | Q(pk__in=jury)
    return by_name(people.filter(chosen))


def _initial(known: Contest | None) -> Any:
    if known is None:
        return FIRST_ROUNDS
    return written_rounds([*known.rounds.prefetch_related("judges")])


def _open(request: HttpRequest, row: Contest) -> None:
    open_contest(contest=row, user=request.user, now=timezone.now())


def _draft(request: HttpRequest, row: Contest) -> None:
    back_to_draft(contest=row, user=request.user)


def _start(request: HttpRequest, row: Contest) -> None:
    start_contest(contest=row, user=request.user, now=timezone.now())


def _unstart(request: HttpRequest, row: Contest) -> None:
    unstart_contest(contest=row, user=request.user)


def _announce(request: HttpRequest, row: Contest) -> None:
    announce(contest=row, user=request.user, now=timezone.now())


def _remove(request: HttpRequest, row: Contest) -> None:
    remove_draft(contest=row, user=request.user)


def _call_off(request: HttpRequest, row: Contest) -> None:
    call_off(
        contest=row,
        reason=text_of(request, "reason", 300),
        user=request.user,
        now=timezone.now(),
    )


STEPS: Steps = {
    "open": (_open, gettext_lazy("Everybody reads it now.")),
    "draft": (_draft, gettext_lazy("It is a draft again.")),
    "start": (_start, gettext_lazy("The first round has begun; entrants are told.")),
    "unstart": (
        _unstart,
        gettext_lazy(
            "Back to registration: set a later last day, or it begins again by itself."
        ),
    ),
    "announce": (_announce, gettext_lazy("Announced: everybody reads the ranking.")),
    "remove": (_remove, gettext_lazy("The draft is taken away.")),
    "call-off": (_call_off, gettext_lazy("Called off; whoever had entered is told.")),
}


@require_POST
@permission_required(KEEP, raise_exception=True)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what is refused keeps what was written."""
    row = get_object_or_404(with_entries(Contest.objects.all()), pk=pk)
    if not take_step(request, STEPS, step, row, refusal=ContestError):
        return render_contest(request, row, tried=step)
    is_there = Contest.objects.filter(pk=pk).exists()
    return redirect(row) if is_there else redirect("lms_contests:contests")
