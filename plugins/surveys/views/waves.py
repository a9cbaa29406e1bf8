"""Surveys: planned, changed, closed, and what they came to."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.models.periods import site_day
from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.posting import Steps, take_step
from plugins.surveys.enums import WaveState
from plugins.surveys.exceptions import SurveyError
from plugins.surveys.forms.asking import NewWaveForm, WaveForm
from plugins.surveys.models import Invitation, Questionnaire, Wave
from plugins.surveys.services.questionnaires import newest_of
from plugins.surveys.services.results import (
    REPORT,
    Rate,
    Result,
    ballots_in,
    counted,
    is_readable,
    pairs_of,
    rates_of,
    results_of,
)
from plugins.surveys.services.waves import (
    ADD,
    change_wave,
    close_wave,
    delete_wave,
    plan_wave,
    remind,
)
from plugins.surveys.wording import doubts_about

PAGE_SIZE = 30
COLUMNS = {
    "question": pgettext_lazy("survey", "Question"),
    "team": gettext_lazy("Team"),
    "answer": pgettext_lazy("survey", "Answer"),
    "number": pgettext_lazy("survey", "Number"),
    "value": pgettext_lazy("survey", "Figure"),
}


@require_safe
@permission_required(REPORT, raise_exception=True)
def waves(request: HttpRequest) -> HttpResponse:
    """List surveys, and how many have answered."""
    today = site_day(timezone.now())
    detailed: Any = Wave.objects.select_related("version__questionnaire", "tally")
    rows = detailed.annotate(
        invited=Count("invitations"),
        answered=Count("invitations", filter=Q(invitations__has_answered=True)),
    )
    page = Paginator(rows.order_by("-opens_on", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "rows": [
            (each, each.state_on(today), Rate(each.invited, _answered(each)))
            for each in page.object_list
        ],
        "pages": pages_of(page, Choices(request.GET, {})),
        "questionnaires": Questionnaire.objects.filter(is_retired=False),
    }
    return render(request, "lms_surveys/waves.html", context)


def _answered(row: Any) -> int:
    """Return how many have answered; who, an anonymous one does not know for long."""
    return ballots_in(row.tally.counts) if row.is_anonymous else row.answered


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ADD, raise_exception=True)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a survey by the newest version of a questionnaire."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk, is_retired=False)
    version = newest_of(questionnaire)
    now = timezone.now()
    initial = {"opens_on": site_day(now), "name": questionnaire.name, "name_en": questionnaire.name_en}  # fmt: skip
    wave = Wave(version=version)
    form = NewWaveForm(request.POST or None, instance=wave, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            plan_wave(
                wave=form.instance, audience=form.audience(), user=request.user, now=now
            )
        except SurveyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The survey is planned. Those who are asked hear of it when it begins."))  # fmt: skip
            return redirect(wave)
    asked = version.asked if version else ()
    doubtful = sum(bool(doubts_about(f"{q.text} {q.text_en}")) for q in asked)
    context = {
        "form": form,
        "questionnaire": questionnaire,
        "wave": None,
        "doubtful": doubtful,
    }
    return render(request, "lms_surveys/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ADD, raise_exception=True)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change titles, days and target."""
    wave = _wave(pk)
    form = WaveForm(request.POST or None, instance=wave)
    if request.method == "POST" and form.is_valid():
        try:
            change_wave(wave=form.instance, now=timezone.now())
        except SurveyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The survey is saved."))
            return redirect("lms_surveys:wave", pk)
    context = {"form": form, "questionnaire": wave.version.questionnaire, "wave": wave}
    return render(request, "lms_surveys/plan.html", context)


@require_safe
@permission_required(REPORT, raise_exception=True)
def wave(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how many have answered, and what it came to, or hand that out as a table."""
    row = _wave(pk)
    is_shown = is_readable(row)
    tallies, texts = counted(row)
    results = results_of(row, tallies, texts) if is_shown else []
    if kind := wanted_format(request):
        return as_table(_cells(results), columns=COLUMNS, name=f"survey-{pk}", kind=kind)  # fmt: skip
    rate, rates = rates_of(row, tallies)
    people, pairs = pairs_of(row)
    state = row.state_on(site_day(timezone.now()))
    context = {
        "wave": row,
        "state": state,
        "is_over": state in {WaveState.CLOSED, WaveState.ENDED},
        "is_running": state is WaveState.OPEN,
        "is_shown": is_shown,
        "rate": rate,
        "rates": rates if len(rates) > 1 and is_shown else [],
        "results": results,
        "pairs": pairs,
        "people": people,
        "may_change": request.user.has_perm(ADD),
        "drawn": _drawn(request, row) if state is WaveState.OPEN else [],
    }
    return render(request, "lms_surveys/wave.html", context)


def _drawn(request: HttpRequest, row: Wave) -> list[Invitation]:
    """Return whom to interview, by name, for those who do so; nobody's answers."""
    if not (row.is_interview and request.user.has_perm(ADD)):
        return []
    rows = row.invitations.select_related("person__staff_profile__team")
    return [*rows.order_by("person__last_name", "person__first_name", "person")]


def _cells(results: list[Result]) -> list[dict[str, Any]]:
    """Return the rows of the table: only what the page shows."""
    found = []
    for result in results:
        if result.figure is None:
            continue
        label = result.question.label
        whole = {"question": label, "team": "", "answer": "", "number": result.figure.number, "value": result.figure.value}  # fmt: skip
        found.append(whole)
        found += [{**whole, "answer": bar.label, "number": bar.number, "value": None} for bar in result.bars]  # fmt: skip
        found += [{**whole, "team": name or _("Other teams"), "number": figure.number, "value": figure.value} for name, figure in result.teams]  # fmt: skip
        found += [{**whole, "answer": text, "number": 1, "value": None} for text in result.texts]  # fmt: skip
    return found


def _remind(request: HttpRequest, row: Wave) -> None:
    if row.state_on(site_day(timezone.now())) is WaveState.OPEN:
        told = remind(wave=row, now=timezone.now())
        said = ngettext("%(n)s person was reminded.", "%(n)s people were reminded.", told)  # fmt: skip
        messages.info(request, said % {"n": told})


STEPS: Steps = {
    "remind": (_remind, gettext_lazy("Nobody is reminded twice on one day.")),
    "close": (
        lambda _request, row: close_wave(wave=row),
        gettext_lazy("The survey is closed; its results stay as they are."),
    ),
    "delete": (
        lambda _request, row: delete_wave(wave=row),
        gettext_lazy("The survey is deleted."),
    ),
}


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Remind, close or delete."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    done = take_step(request, STEPS, step, _wave(pk), refusal=SurveyError)
    if done and step == "delete":
        return redirect("lms_surveys:waves")
    return redirect("lms_surveys:wave", pk)


def _wave(pk: int) -> Wave:
    rows = Wave.objects.select_related("version__questionnaire", "before__version")
    return get_object_or_404(rows, pk=pk)
