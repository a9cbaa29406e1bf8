"""Passes that a correction took away: listed for trainers, who decide about each."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from plugins.courses.enums import LostPassOutcome
from plugins.courses.exceptions import CourseError
from plugins.courses.models import LostPass
from plugins.courses.models.enrollment_note import LONGEST_REASON
from plugins.courses.services.lost_passes import (
    DECIDE,
    decide_lost_pass,
    undo_decision,
)
from plugins.courses.views.explaining import explain

PAGE_SIZE = 30
SHOWN = {
    "open": pgettext_lazy("lost passes", "To be decided"),
    "decided": pgettext_lazy("lost passes", "Decided"),
}
DECISIONS = {LostPassOutcome.KEPT, LostPassOutcome.REOPENED}


@require_safe
@permission_required(DECIDE, raise_exception=True)
def lost_passes(request: HttpRequest) -> HttpResponse:
    """List whose mark no longer passes though it counts in a course."""
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "open"})
    rows = LostPass.objects.open_to(request.user)
    waiting, is_open = rows.waiting(), choices["show"] == "open"
    wanted = waiting if is_open else rows.exclude(outcome="").order_by("-decided_at")
    loaded = wanted.select_related(
        "enrollment__person__staff_profile__team",
        "enrollment__release",
        "result__replaces",
        "decided_by",
    )
    page = Paginator(loaded, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": pages_of(page, choices),
        "options": choices.shown({"open": waiting.count()}),
        "is_open": is_open,
    }
    return render(request, "lms_courses/lost_passes.html", context)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a pass count further or take back what it counted for, with the reason."""
    lost = get_object_or_404(LostPass.objects.open_to(request.user), pk=pk)
    asked = request.POST.get("outcome")
    if asked not in DECISIONS:
        messages.error(request, _("Choose what becomes of it."))
        return redirect("lms_courses:lost_passes")
    outcome = LostPassOutcome(asked)
    done = _("Decided; the person is told, with your reason.")
    return _taken(request, partial(decide_lost_pass, lost=lost, outcome=outcome), done)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back, with the reason, so that somebody decides anew."""
    lost = get_object_or_404(LostPass.objects.open_to(request.user), pk=pk)
    done = _("The decision is undone; the person is told, with your reason.")
    return _taken(request, partial(undo_decision, lost=lost), done)


def _taken(request: HttpRequest, take: Callable[..., None], done: str) -> HttpResponse:
    """Take a step with the reason that was sent, and say what came of it."""
    reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())
    try:
        take(user=request.user, reason=reason[:LONGEST_REASON], now=timezone.now())
    except CourseError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, done)
    return redirect("lms_courses:lost_passes")
