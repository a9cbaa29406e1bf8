"""Proposals: written by entrants, read by the jury, the winning ones by all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lms.files.exceptions import FileRefusedError
from lms.files.sending import send
from lms.posting import Steps, key_of, take_step
from plugins.contests.enums import RoundKind
from plugins.contests.exceptions import ContestError
from plugins.contests.forms.entrants import ProposalForm
from plugins.contests.models import Entry, Proposal, Standing
from plugins.contests.services.judging import has_proposal
from plugins.contests.services.proposals import (
    TEXTS,
    Proposed,
    agree_to_show,
    may_read,
    save_proposal,
)


def _rows() -> Any:
    rows = Standing.objects.filter(round__kind=RoundKind.PROPOSAL).with_people()
    return rows.select_related("round__contest", "proposal")


def _read(request: HttpRequest, pk: int) -> Standing:
    """Return an entry whose proposal somebody may read; others are not there."""
    row: Standing = get_object_or_404(_rows(), pk=pk)
    if not has_proposal(row) or not may_read(row, request.user):
        raise Http404
    return row


def _own(request: HttpRequest, pk: int) -> Standing:
    mine = Entry.objects.of(request.user)
    row: Standing = get_object_or_404(_rows().filter(entry__in=mine), pk=pk)
    return row


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal."""
    row = _read(request, pk)
    is_own = Entry.objects.of(request.user).filter(pk=row.entry_id).exists()
    context = {
        "standing": row,
        "round": row.round,
        "proposal": row.proposal,
        "is_own": is_own,
        "writes": is_own and row.round.takes_proposals_on(timezone.localdate()),
    }
    return render(request, "lms_contests/proposal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one's proposal, or change it until the last day."""
    row = _own(request, pk)
    if row.is_absent or not row.round.takes_proposals_on(timezone.localdate()):
        messages.error(request, _("Proposals are not taken any more."))
        return redirect(row.round.contest)
    known = row.proposal if has_proposal(row) else Proposal(revision=0)
    form = ProposalForm(request.POST or None, request.FILES or None, instance=known)
    if request.method == "POST" and form.is_valid() and _save(request, row, form):
        messages.success(request, _("Handed in. You may change it until the last day."))
        return redirect("lms_contests:proposal", pk)
    is_refused = bool(form.non_field_errors())  # then another text is there: compare
    seen = known.revision if is_refused else request.POST.get("seen", known.revision)
    context = {"form": form, "standing": row, "round": row.round, "seen": seen, "known": known}  # fmt: skip
    return render(request, "lms_contests/write.html", context)


def _save(request: HttpRequest, row: Standing, form: ProposalForm) -> bool:
    known = form.cleaned_data
    proposed = Proposed(
        texts={name: known[name] for name in TEXTS},
        may_be_shown=known["may_be_shown"],
        file=known["upload"],
        drops_file=known.get("drops_file", False),
    )
    seen = key_of(request.POST.get("seen", ""))
    try:
        save_proposal(
            standing=row,
            user=request.user,
            proposed=proposed,
            seen=seen,
            now=timezone.now(),
        )
    except FileRefusedError as error:
        form.add_error("upload", str(error))
        return False
    except ContestError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the file of a proposal to whoever may read it."""
    row = _read(request, pk)
    if not row.proposal.file:
        raise Http404
    found = row.proposal
    return send(request, found, mime=found.mime, filename=found.filename)


def _show(request: HttpRequest, row: Standing) -> None:
    agree_to_show(standing=row, agrees=True, user=request.user)


def _hide(request: HttpRequest, row: Standing) -> None:
    agree_to_show(standing=row, agrees=False, user=request.user)


STEPS: Steps = {
    "show": (_show, gettext_lazy("Everybody may read it after the announcement, if it wins a prize.")),
    "hide": (_hide, gettext_lazy("It is not shown to others.")),
}  # fmt: skip


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Agree to one's proposal being shown, or not."""
    row = _own(request, pk)
    take_step(request, STEPS, step, row, refusal=ContestError)
    if not has_proposal(row):
        return redirect(row.round.contest)
    return redirect("lms_contests:proposal", pk)
