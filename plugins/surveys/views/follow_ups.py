"""The queue of follow-ups, and its steps."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.posting import Steps, take_step, text_of
from plugins.surveys.exceptions import NobodyChosenError, SurveyError
from plugins.surveys.forms.voices import OwnerForm
from plugins.surveys.models import FollowUp
from plugins.surveys.services.follow_ups import assign, close, note_call, reopen
from plugins.surveys.views.voices import show_voice

PAGE_SIZE = 30
_MOST = 2000
SHOWN = {
    "mine": pgettext_lazy("follow-ups", "Mine"),
    "open": pgettext_lazy("follow-ups", "To do"),
    "overdue": pgettext_lazy("follow-ups", "Overdue"),
    "closed": pgettext_lazy("follow-ups", "Closed"),
}


@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """List follow-ups by what is left of their time."""
    user: Any = request.user
    now = timezone.now()
    rows = FollowUp.objects.visible_for(user)
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "open"})
    wanted = {
        "mine": rows.unfinished().filter(owner=user),
        "open": rows.unfinished(),
        "overdue": rows.overdue(now),
        "closed": rows.exclude(closed_at=None).order_by("-closed_at", "-pk"),
    }
    detailed = wanted[choices["show"]].select_related("owner", "voice__team")
    page = Paginator(detailed, PAGE_SIZE).get_page(request.GET.get("page"))
    numbers = {name: wanted[name].count() for name in ("mine", "overdue")}
    context = {
        "rows": [(row, row.is_overdue(now)) for row in page.object_list],
        "pages": pages_of(page, choices),
        "options": choices.shown(numbers),
        "now": now,
    }
    return render(request, "lms_surveys/follow_ups.html", context)


def _assign(request: HttpRequest, row: FollowUp) -> None:
    form = OwnerForm(request.POST)
    owner = form.cleaned_data["owner"] if form.is_valid() else None
    if owner is None:
        raise NobodyChosenError
    assign(follow_up=row, owner=owner, user=request.user, now=timezone.now())


def _note(request: HttpRequest, row: FollowUp, *, is_plan: bool = False) -> None:
    note_call(
        follow_up=row,
        user=request.user,
        note=_typed(request),
        is_plan=is_plan,
        now=timezone.now(),
    )


def _typed(request: HttpRequest) -> str:
    return text_of(request, "note", _MOST)


STEPS: Steps = {
    "assign": (_assign, gettext_lazy("The owner is told.")),
    "call": (_note, gettext_lazy("The call-back is noted.")),
    "plan": (
        lambda request, row: _note(request, row, is_plan=True),
        gettext_lazy("The plan is noted."),
    ),
    "close": (
        lambda request, row: close(
            follow_up=row, user=request.user, now=timezone.now()
        ),
        gettext_lazy("The follow-up is closed."),
    ),
    "reopen": (
        lambda request, row: reopen(follow_up=row, user=request.user),
        gettext_lazy("The follow-up is open again."),
    ),
}


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what was written stays when it is refused."""
    rows = FollowUp.objects.visible_for(request.user).select_related(
        "owner", "closed_by", "voice__person", "voice__team", "voice__registered_by"
    )
    row = get_object_or_404(rows, voice=pk)
    if take_step(request, STEPS, step, row, refusal=SurveyError):
        return redirect(row.voice)
    return show_voice(request, row.voice, step, _typed(request))
