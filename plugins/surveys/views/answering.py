"""What one is asked, and what one answers."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.models.periods import site_day
from plugins.surveys.enums import WaveState
from plugins.surveys.exceptions import QuestionsChangedError, SurveyError
from plugins.surveys.forms.asking import AnswerForm
from plugins.surveys.models import Invitation, Response, Wave
from plugins.surveys.services.answering import answer, digest_of
from plugins.surveys.services.waves import ADD

MOST_SHOWN = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List what waits for one's answers, and what one was asked before."""
    user: Any = request.user
    today = site_day(timezone.now())
    asked = Invitation.objects.filter(person=user).exclude(wave__opens_on__gt=today)
    rows = asked.select_related("wave").order_by("-wave__closes_on", "-wave")
    found = [(row, row.wave.state_on(today)) for row in rows[:MOST_SHOWN]]
    context = {
        "waiting": [row for row, state in found if _waits(row, state)],
        "others": [(row, state) for row, state in found if not _waits(row, state)],
    }
    return render(request, "lms_surveys/mine.html", context)


def _waits(row: Invitation, state: WaveState) -> bool:
    is_open = state is WaveState.OPEN and not row.wave.is_interview
    return is_open and not row.has_answered


@require_http_methods(["GET", "HEAD", "POST"])
def answer_wave(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the questions, and take the answers; only to those who are asked."""
    invited = Invitation.objects.select_related("wave__version__questionnaire")
    row = get_object_or_404(invited, wave=pk, person=request.user)
    wave, now = row.wave, timezone.now()
    form = _form(request, wave)
    is_open = wave.state_on(site_day(now)) is WaveState.OPEN
    if request.method == "POST" and form.is_valid():
        asked = request.POST.get("asked", "")
        try:
            answer(
                wave=wave, user=request.user, ballot=form.ballot(), asked=asked, now=now
            )
        except QuestionsChangedError as error:
            messages.warning(request, str(error))
        except SurveyError as error:
            messages.error(request, str(error))
            return redirect("lms_surveys:mine")
        else:
            messages.success(request, _("Thank you. Your answers have arrived."))
            return redirect("lms_surveys:mine")
    context = {
        "wave": wave,
        "form": form,
        "asked": digest_of(wave.version),
        "is_open": is_open,
        "is_done": bool(wave.is_anonymous and row.has_answered),
        "is_again": bool(not wave.is_anonymous and row.has_answered),
    }
    return render(request, "lms_surveys/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ADD, raise_exception=True)
def interview(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Note what somebody answered in an interview; whose answers they were is not kept."""
    invited = Invitation.objects.select_related(
        "wave__version__questionnaire", "person"
    )
    row = get_object_or_404(invited, wave=pk, wave__is_interview=True, person=person)
    wave, now = row.wave, timezone.now()
    # Nobody is pressed for an answer.
    asked = [replace(each, is_required=False) for each in wave.version.asked]
    form = AnswerForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            answer(
                wave=wave,
                user=row.person,
                ballot=form.ballot(),
                asked=request.POST.get("asked", ""),
                now=now,
                noted_by=request.user,
            )
        except SurveyError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The interview is noted, without the name."))
            return redirect(wave)
    context = {
        "wave": wave,
        "person": row.person,
        "form": form,
        "asked": digest_of(wave.version),
        "is_open": wave.state_on(site_day(now)) is WaveState.OPEN,
        "is_done": bool(row.has_answered),
    }
    return render(request, "lms_surveys/interview.html", context)


def _form(request: HttpRequest, wave: Wave) -> AnswerForm:
    initial: dict[str, str] = {}
    if not wave.is_anonymous:
        rows = Response.objects.filter(wave=wave, person=request.user.pk)
        initial = rows.values_list("answers", flat=True).first() or {}
    return AnswerForm(request.POST or None, asked=wave.version.asked, initial=initial)
