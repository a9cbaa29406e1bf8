"""Figures of operations: typed in by month and team, taken from a table, plotted."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lms.exports import as_table, wanted_format
from lms.files.exceptions import FileRefusedError
from lms.models import Team
from lms.plots import lines_plot, short_month
from lms.posting import text_of
from plugins.inspections.forms.indicators import IndicatorFormSet
from plugins.inspections.forms.plans import shifted
from plugins.inspections.forms.sheets import TableForm
from plugins.inspections.models import KEEP, Indicator, IndicatorValue, month_name
from plugins.inspections.services.indicators import (
    LABELS,
    number_of,
    take_table,
    write_values,
)

_MONTHS = 12
_MOST_TEAMS = 60
_MOST_PROBLEMS = 20
_LONGEST_TEXT = 40
COLUMNS = {
    "month": gettext_lazy("month"),
    "team": gettext_lazy("team"),
    "indicator": pgettext_lazy("inspection", "indicator"),
    "value": pgettext_lazy("indicator", "figure"),
    "indicator.unit": pgettext_lazy("indicator", "unit"),
    "indicator.goal": pgettext_lazy("indicator", "goal"),
}


def _months() -> list[date]:
    this = timezone.localdate().replace(day=1)
    return [shifted(this, -n) for n in range(_MONTHS)]


def _teams() -> list[Team]:
    """Return the teams in which somebody works."""
    return [*Team.objects.filter(members__isnull=False).distinct()[:_MOST_TEAMS]]


@require_safe
@permission_required(KEEP, raise_exception=True)
def indicators(request: HttpRequest) -> HttpResponseBase:
    """Show each indicator over a year, a line for each team, or hand them out."""
    months = sorted(_months())
    rows = IndicatorValue.objects.filter(month__gte=months[0], indicator__is_retired=False)  # fmt: skip
    if kind := wanted_format(request):
        accessors = {"month": lambda row: f"{row.month:%Y-%m}"}
        found = rows.select_related("indicator", "team").order_by("month", "team__name")
        return as_table(found, columns=COLUMNS, name=f"indicators-{timezone.localdate()}", kind=kind, accessors=accessors)  # fmt: skip
    values = {(row.indicator_id, row.team_id, row.month): row.value for row in rows}
    teams = [team for team in _teams() if any(key[1] == team.pk for key in values)]
    shown = [
        _shown(each, teams, months, values)
        for each in Indicator.objects.filter(is_retired=False)
    ]
    context = {"shown": shown, "teams": teams, "has_values": bool(values)}
    return render(request, "lms_inspections/indicators.html", context)


Values = Mapping[tuple[int, int, date], Decimal]


def _shown(
    indicator: Indicator, teams: list[Team], months: list[date], values: Values
) -> dict[str, Any]:
    known = [m for m in months if any((indicator.pk, t.pk, m) in values for t in teams)]
    lines = [
        (team.name, [values.get((indicator.pk, team.pk, month)) for month in known])
        for team in teams
    ]
    lines = [(name, line) for name, line in lines if any(v is not None for v in line)]
    plot = lines_plot([short_month(m) for m in known], lines, goal=indicator.goal, is_compared=True)  # fmt: skip
    table = [
        (name, [(v, v is None or indicator.is_reached_by(v)) for v in line])
        for name, line in lines
    ]
    return {
        "indicator": indicator,
        "plot": plot,
        "months": [short_month(month) for month in known],
        "table": table,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def write(request: HttpRequest) -> HttpResponse:
    """Type in the figures of a month; what is none stands there still."""
    months = _months()
    sent = request.POST.get("month") or request.GET.get("month") or ""
    try:
        month = parse_date(sent)
    except ValueError:
        month = None
    month = month if month in months else shifted(months[0], -1)
    known = [*Indicator.objects.filter(is_retired=False)]
    teams = _teams()
    typed = _typed(request, teams, known)
    figures = {
        place: number_of(text) if text else None for place, text in typed.items()
    }
    wrong = {place for place, text in typed.items() if text and figures[place] is None}
    if request.method == "POST" and not wrong:
        n = write_values(month=month, figures=figures, user=request.user, now=timezone.now())  # fmt: skip
        said = ngettext("%(n)s figure is kept.", "%(n)s figures are kept.", n)
        messages.success(request, said % {"n": n})
        return redirect(f"{reverse('lms_inspections:write')}?month={month}")
    context = {
        "month": month,
        "months": months,
        "indicators": known,
        "rows": _grid(teams, known, month, typed, wrong),
        "has_wrong": bool(wrong),
    }
    return render(request, "lms_inspections/write.html", context)


def _typed(
    request: HttpRequest, teams: list[Team], known: list[Indicator]
) -> dict[tuple[int, int], str]:
    """Return what was typed where another figure had stood when the page was shown.

    What others have written since into other fields stays.
    """
    found = {}
    for team, each in product(teams, known):
        name = _name(team, each)
        text = text_of(request, name, _LONGEST_TEXT).strip()
        if name in request.POST and text != request.POST.get(f"was-{name}"):
            found[team.pk, each.pk] = text
    return found


def _name(team: Team, indicator: Indicator) -> str:
    return f"v-{team.pk}-{indicator.pk}"


def _grid(
    teams: list[Team],
    known: list[Indicator],
    month: date,
    typed: Mapping[tuple[int, int], str],
    wrong: Collection[tuple[int, int]],
) -> list[tuple[Team, list[dict[str, Any]]]]:
    rows = IndicatorValue.objects.filter(month=month)
    kept = {
        (row.team_id, row.indicator_id): f"{row.value.normalize():f}" for row in rows
    }

    def cell(team: Team, each: Indicator) -> dict[str, Any]:
        place = (team.pk, each.pk)
        was = kept.get(place, "")
        return {
            "name": _name(team, each),
            "was": was,
            "text": typed.get(place, was),
            "is_wrong": place in wrong,
            "indicator": each,
        }

    return [(team, [cell(team, each) for each in known]) for team in teams]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in a table: all of it, or nothing and a line for each mistake."""
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "labels": [*LABELS.values()],
        "known": Indicator.objects.filter(is_retired=False),
        "example": month_name(_months()[1]),
    }
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_table(
                file=form.cleaned_data["file"], user=request.user, now=timezone.now()
            )
        except FileRefusedError as error:
            form.add_error("file", str(error))
        else:
            if not taken.problems:
                said = ngettext("%(n)s figure was taken in.", "%(n)s figures were taken in.", taken.number)  # fmt: skip
                messages.success(request, said % {"n": taken.number})
                return redirect("lms_inspections:indicators")
            context["problems"] = taken.problems[:_MOST_PROBLEMS]
            context["more"] = len(taken.problems) - len(context["problems"])
    return render(request, "lms_inspections/take_in.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def define(request: HttpRequest) -> HttpResponse:
    """Say what is measured, and what the goals are."""
    forms = IndicatorFormSet(request.POST or None, queryset=Indicator.objects.all(), prefix="indicators")  # fmt: skip
    if request.method == "POST" and forms.is_valid():
        forms.save()
        messages.success(request, _("The indicators are saved."))
        return redirect("lms_inspections:define")
    return render(request, "lms_inspections/define.html", {"forms": forms})
