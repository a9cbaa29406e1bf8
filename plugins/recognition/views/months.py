"""The months of the star: figures, decisions, payroll, criteria."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.models import Team
from lms.posting import Steps, key_of, take_step, text_of
from plugins.recognition.enums import MonthState, StarState
from plugins.recognition.exceptions import RecognitionError
from plugins.recognition.forms import SchemeForm
from plugins.recognition.models import DECIDE, SchemeVersion, Star, StarMonth
from plugins.recognition.services.ballots import turnout
from plugins.recognition.services.figures import bars_by_team
from plugins.recognition.services.months import (
    announce,
    close_without,
    count_month,
    decide,
    decide_team,
    take_back,
)
from plugins.recognition.services.payroll import bonuses_of
from plugins.recognition.services.scheme import version_of, write_version
from plugins.recognition.services.streaks import month_before

PAGE_SIZE = 12
COLUMNS = {
    "number": gettext_lazy("staff number"),
    "name": pgettext_lazy("recognition", "name"),
    "team": gettext_lazy("team"),
    "month": gettext_lazy("month"),
    "kind": gettext_lazy("for what"),
    "reason": pgettext_lazy("star", "reason"),
    "bonus": pgettext_lazy("star", "bonus"),
    "state": pgettext_lazy("star", "state"),
}


@require_safe
@permission_required(DECIDE, raise_exception=True)
def months(request: HttpRequest) -> HttpResponse:
    """List the months, the newest first."""
    choices = Choices(request.GET, {})
    rows = StarMonth.objects.all()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    found = [*page.object_list]
    stars = Star.objects.standing().filter(month__in=found).named()
    of_month: dict[int, list[Star]] = {row.pk: [] for row in found}
    for star in stars.order_by("is_of_team", "pk"):
        of_month[star.month_id].append(star)
    today = timezone.localdate()
    context = {
        "rows": [
            (row, of_month[row.pk], row.is_voting(today), row.may_be_counted(today))
            for row in found
        ],
        "pages": pages_of(page, choices),
    }
    return render(request, "lms_recognition/months.html", context)


def _month(pk: int) -> StarMonth:
    return get_object_or_404(StarMonth.objects.select_related("version"), pk=pk)


@require_safe
@permission_required(DECIDE, raise_exception=True)
def month(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the candidates of a month, and what is to be decided."""
    return _render(request, _month(pk))


def _render(request: HttpRequest, row: StarMonth, tried: str = "") -> HttpResponse:
    user: Any = request.user
    today = timezone.localdate()
    rows = row.candidates.select_related("person", "team")
    candidates = [*rows]
    most = row.version.candidates
    # Whoever has the same figure as the last of them is a candidate, too.
    shown = [each for each in candidates if each.rank <= most]
    stars = [*row.stars.named().select_related("decided_by", "withdrawn_by")]
    chosen = {each.person_id for each in stars if each.state != StarState.WITHDRAWN}
    decided = [each for each in stars if each.state == StarState.DECIDED]
    is_deciding = row.state == MonthState.COUNTED
    wanted = key_of(request.POST.get("candidate", ""))
    teams = bars_by_team(row.month, row.last_day, today) if is_deciding else []
    context = {
        "month": row,
        "shown": [
            (each, each.person_id in chosen, tried == "decide" and each.pk == wanted)
            for each in shown
        ],
        "others": [each for each in candidates if each.rank > most],
        "stars": stars,
        "has_person": any(not each.is_of_team for each in decided),
        "is_mine": any(each.decided_by_id == user.pk for each in decided),
        "may_count": row.is_pending
        and row.announced_at is None
        and row.may_be_counted(today)
        and not decided,
        "is_voting": row.is_voting(today),
        "is_deciding": is_deciding,
        "decided": decided,
        "voted": sum(turnout(row).values()),
        "teams": teams,
        "team_choices": Team.objects.all() if is_deciding else [],
        "chosen_team": key_of(request.POST.get("team", "")),
        "tried": tried,
        "tries": {tried: True},
        "typed": request.POST,
    }
    return render(request, "lms_recognition/month.html", context)


def _reason(request: HttpRequest) -> str:
    return text_of(request, "reason", 300)


def _count(request: HttpRequest, row: StarMonth) -> None:
    count_month(month=row, user=request.user, now=timezone.now())


def _decide(request: HttpRequest, row: StarMonth) -> None:
    key = key_of(request.POST.get("candidate", ""))
    candidate = get_object_or_404(row.candidates.select_related("person"), pk=key)
    decide(
        candidate=candidate,
        reason=_reason(request),
        user=request.user,
        now=timezone.now(),
    )


def _decide_team(request: HttpRequest, row: StarMonth) -> None:
    team = get_object_or_404(Team, pk=key_of(request.POST.get("team", "")))
    decide_team(
        month=row,
        team=team,
        reason=_reason(request),
        user=request.user,
        now=timezone.now(),
    )


def _take_back(request: HttpRequest, row: StarMonth) -> None:
    star = get_object_or_404(row.stars, pk=key_of(request.POST.get("star", "")))
    take_back(star=star, user=request.user)


def _announce(request: HttpRequest, row: StarMonth) -> None:
    announce(month=row, user=request.user, now=timezone.now())


def _close(request: HttpRequest, row: StarMonth) -> None:
    close_without(
        month=row, reason=_reason(request), user=request.user, now=timezone.now()
    )


STEPS: Steps = {
    "count": (_count, gettext_lazy("The figures are worked out.")),
    "decide": (_decide, gettext_lazy("Decided. A second person announces it.")),
    "team": (_decide_team, gettext_lazy("Decided. A second person announces it.")),
    "take-back": (_take_back, gettext_lazy("The decision is taken back.")),
    "announce": (_announce, gettext_lazy("Announced: the star is on the wall.")),
    "close": (_close, gettext_lazy("The month is closed without a star.")),
}


@require_POST
@permission_required(DECIDE, raise_exception=True)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what is refused keeps what was written."""
    row = _month(pk)
    if take_step(request, STEPS, step, row, refusal=RecognitionError):
        return redirect(row)
    return _render(request, row, tried=step)


@require_safe
@permission_required(DECIDE, raise_exception=True)
def payroll(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the bonuses of a month as a table: text, nothing is paid."""
    row = _month(pk)
    kind = wanted_format(request) or "xlsx"
    name = f"bonuses-{row.month:%Y-%m}"
    return as_table(bonuses_of(row), columns=COLUMNS, name=name, kind=kind)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(DECIDE, raise_exception=True)
def criteria(request: HttpRequest) -> HttpResponse:
    """Show by what stars are chosen, and let other criteria count from a month on."""
    today = timezone.localdate()
    known = version_of(today) or SchemeVersion()
    names = SchemeForm.Meta.fields
    initial = {name: getattr(known, name) for name in names}
    next_month = month_before(today.replace(day=1), -1)
    form = SchemeForm(
        request.POST or None, initial={**initial, "from_month": next_month}
    )
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in names}
        try:
            write_version(values=values, user=request.user, now=timezone.now())
        except RecognitionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved; months that are open keep theirs."))
            return redirect("lms_recognition:criteria")
    versions = SchemeVersion.objects.select_related("made_by")[:PAGE_SIZE]
    context = {"form": form, "versions": versions, "current": known}
    return render(request, "lms_recognition/criteria.html", context)
