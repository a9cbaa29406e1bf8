"""Passes that a correction took away: listed for trainers, who decide about each."""

from typing import Any

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
from plugins.courses.services.lost_passes import DECIDE, decide_lost_pass
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
    user: Any = request.user
    lost = get_object_or_404(LostPass.objects.open_to(user), pk=pk)
    asked, reason = request.POST.get("outcome"), request.POST.get("reason", "")
    if asked not in DECISIONS:
        messages.error(request, _("Choose what becomes of it."))
        return redirect("lms_courses:lost_passes")
    outcome, reason = (
        LostPassOutcome(asked),
        " ".join(reason.replace("\x00", "").split())[:300],
    )
    try:
        decide_lost_pass(
            lost=lost, user=user, outcome=outcome, reason=reason, now=timezone.now()
        )
    except CourseError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("Decided; the person is told, with your reason."))
    return redirect("lms_courses:lost_passes")
