"""Proposing a change or something new, and what became of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from wagtail.models import Locale

from knowledge_base.enums import ProposalKind
from knowledge_base.exceptions import DecidedAlreadyError, NothingProposedError
from knowledge_base.models import KnowledgeItem, Proposal
from knowledge_base.models.parts import parts_of
from knowledge_base.models.proposal import MODELS
from knowledge_base.proposal_forms.proposing import NewItemForm, ProposalForm
from knowledge_base.services.proposals import Subject, propose, withdraw_proposal
from lms.exports import as_table, wanted_format

_NEW = (ProposalKind.SCRIPT, ProposalKind.FAQ)
PAGE_SIZE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the texts of an item to be changed, and take the proposal."""
    items = KnowledgeItem.objects.visible_for(request.user)
    item = get_object_or_404(items, pk=pk)
    content: Any = item.content
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        parts=parts_of(content),
        kind=content._meta.model_name,
        language=content.locale.language_code,
    )
    subject = Subject(content._meta.model_name, content.locale, item)
    context = {"form": form, "content": content, "kind": subject.kind}
    return _take(request, form, subject) or _show(request, context)


@require_safe
def choose_kind(request: HttpRequest) -> HttpResponse:
    """Ask what is to be proposed."""
    context = {"query": request.GET.get("q", "")[:200], "kinds": _NEW}
    return render(request, "knowledge_base/propose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a blank script or FAQ entry, and take the proposal."""
    if kind not in _NEW:
        raise Http404
    language = _language()
    name = "question" if kind == ProposalKind.FAQ else "title"
    form = NewItemForm(
        request.POST if request.method == "POST" else None,
        parts=parts_of(MODELS[kind]()),
        kind=kind,
        language=language,
        initial={
            "language_code": language,
            f"text-{name}": request.GET.get("q", "")[:200],
        },
    )
    taken = None
    if form.is_bound and form.is_valid():
        locale = Locale.objects.get(language_code=form.cleaned_data["language_code"])
        taken = _take(request, form, Subject(kind, locale))
    context = {"form": form, "kind": kind, "label": ProposalKind(kind).label}
    return taken or _show(request, context)


def _take(
    request: HttpRequest, form: ProposalForm, subject: Subject
) -> HttpResponse | None:
    """Keep what was sent; None if there is still something to say to it."""
    if not form.is_bound or not form.is_valid() or form.needs_confirmation:
        return None
    try:
        propose(
            subject=subject,
            user=request.user,
            base=form.base_texts,
            texts=form.texts,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except NothingProposedError:
        form.add_error(None, _("You have not changed anything yet."))
        return None
    messages.success(
        request, _("Thank you. What becomes of it stands under “My proposals”.")
    )
    return redirect("knowledge_base:my_proposals")


def _show(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "knowledge_base/proposal_form.html", context)


def _language() -> str:
    """Return the language of content that goes with the reader's."""
    spoken = (get_language() or "").partition("-")[0]
    codes = [*Locale.objects.values_list("language_code", flat=True)]
    fitting = [code for code in codes if code.partition("-")[0] == spoken]
    return (fitting or codes)[0]


@require_safe
def my_proposals(request: HttpRequest) -> HttpResponseBase:
    """List what one has proposed, and what became of it."""
    mine = Proposal.objects.of(request.user).with_items()
    if kind := wanted_format(request):
        return _as_table(mine, kind)
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "visible": _visible(request, page.object_list)}
    return render(request, "knowledge_base/my_proposals.html", context)


def _as_table(proposals: Any, kind: str) -> HttpResponseBase:
    columns = {
        "created_at": _("When"),
        "get_kind_display": _("Kind"),
        "title": _("Title"),
        "reason": _("Why"),
        "get_state_display": _("State"),
        "answer": _("Answer"),
        "decided_at": _("Decided"),
    }
    return as_table(proposals, columns=columns, name="proposals", kind=kind)


@require_safe
def my_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one of one's own proposals beside the text that it was made for."""
    mine = Proposal.objects.of(request.user).with_items()
    proposal = get_object_or_404(mine, pk=pk)
    blank = MODELS[proposal.kind]()
    context = {
        "proposal": proposal,
        "visible": _visible(request, [proposal]),
        "changes": proposal.changes(blank),
    }
    return render(request, "knowledge_base/my_proposal.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    proposal = get_object_or_404(Proposal.objects.of(request.user), pk=pk)
    try:
        withdraw_proposal(proposal=proposal, user=request.user, now=timezone.now())
    except DecidedAlreadyError:
        messages.error(request, _("Somebody has decided on it meanwhile."))
    else:
        messages.success(request, _("The proposal is withdrawn."))
    return redirect("knowledge_base:my_proposals")


def _visible(request: HttpRequest, proposals: Any) -> set[int]:
    """Return the keys of the items that the person may open on the site."""
    keys = [row.item_id for row in proposals if row.item_id]
    items = KnowledgeItem.objects.visible_for(request.user).filter(pk__in=keys)
    return {*items.values_list("pk", flat=True)}
