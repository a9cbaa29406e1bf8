"""The desk of a judge: rounds, entries to score, a sheet."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.posting import text_of
from plugins.contests.enums import ContestState
from plugins.contests.exceptions import ContestError
from plugins.contests.models import Round, ScoreSheet, Standing
from plugins.contests.services.judging import (
    hand_in,
    has_proposal,
    missing_of,
    save_sheet,
    take_back,
    tasks_of,
    to_score,
)
from plugins.contests.services.marking import mark_of
from plugins.contests.services.rounds import may_judge, standings_of

_MOST = 30


def _rounds(user: Any) -> Any:
    """Return the rounds that somebody judges; of a draft nobody knows."""
    rows = Round.objects.filter(judges=user)
    return rows.exclude(contest__state=ContestState.DRAFT).select_related("contest")


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the rounds that one judges, the running ones first."""
    rows = _rounds(request.user).exclude(contest__state=ContestState.CALLED_OFF)
    rounds = [*rows.order_by("-contest__opens_on", "contest", "number")[:_MOST]]
    rounds.sort(key=lambda row: not row.is_running)
    today = timezone.localdate()
    context = {"rows": [(row, row.takes_proposals_on(today)) for row in rounds]}
    return render(request, "lms_contests/desk.html", context)


@require_safe
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """List the entries of a round that one scores."""
    user: Any = request.user
    row = get_object_or_404(_rounds(user), pk=pk)
    tasks = tasks_of(row, user)
    context = {
        "round": row,
        "tasks": tasks,
        "done": sum(task.is_done for task in tasks),
        "is_writing": row.takes_proposals_on(timezone.localdate()),
    }
    return render(request, "lms_contests/judge.html", context)


def _standing(request: HttpRequest, pk: int) -> Standing:
    """Return an entry that one scores; others are not there."""
    user: Any = request.user
    rows = Standing.objects.filter(round__in=_rounds(user)).with_people()
    found: Standing = get_object_or_404(rows.select_related("round__contest", "proposal"), pk=pk)  # fmt: skip
    row = found.round
    if not may_judge(user, found.entry) or not to_score(row, found):
        raise Http404
    if row.takes_proposals_on(timezone.localdate()):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Score an entry: save, hand in, or take back; refused words are kept."""
    user: Any = request.user
    row = _standing(request, pk)
    if request.method == "POST":
        try:
            said = _act(request, row)
        except ContestError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
            is_in = request.POST.get("act") == "hand-in"
            return redirect("lms_contests:judge", row.round_id) if is_in else redirect("lms_contests:sheet", pk)  # fmt: skip
    known = ScoreSheet.objects.filter(standing=row, judge=user).first()
    typed = request.POST if request.method == "POST" else None
    kept = known.marks if known else []
    criteria = [
        (each, f"mark-{n}", (typed.get(f"mark-{n}", "") if typed else (kept[n] if n < len(kept) else None)) or "")
        for n, each in enumerate(row.round.parts)
    ]  # fmt: skip
    context = {
        "standing": row,
        "round": row.round,
        "sheet": known,
        "criteria": criteria,
        "comment": typed.get("comment", "") if typed else getattr(known, "comment", ""),
        "proposal": row.proposal if has_proposal(row) else None,
        "can_write": row.round.is_running and not (known and known.is_in),
        "can_take_back": bool(known and known.is_in) and row.round.is_running and bool(missing_of(row.round, standings_of(row.round))),
    }  # fmt: skip
    return render(request, "lms_contests/sheet.html", context)


def _act(request: HttpRequest, row: Standing) -> str:
    now = timezone.now()
    user: Any = request.user
    if request.POST.get("act") == "take-back":
        take_back(standing=row, user=user, now=now)
        return _("Taken back: hand it in again when it is right.")
    marks = [
        mark_of(request.POST.get(f"mark-{n}", "")[:20])
        for n in range(len(row.round.criteria))
    ]
    does = hand_in if request.POST.get("act") == "hand-in" else save_sheet
    comment = text_of(request, "comment", 1000)
    does(standing=row, user=user, marks=marks, comment=comment, now=now)
    return (
        pgettext("score sheet", "Handed in.")
        if does is hand_in
        else _("Saved; nobody else sees it yet.")
    )
