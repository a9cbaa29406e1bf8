"""What customers say, in numbers."""

from datetime import datetime, time
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.models.periods import site_day
from knowledge_base.views.choices import Choices
from lms.exports import as_table, wanted_format
from lms.models import Team
from plugins.surveys.models import Training, Voice
from plugins.surveys.services.results import REPORT
from plugins.surveys.services.trainings import middle_of, moved_teams
from plugins.surveys.services.trends import (
    Line,
    answered,
    first_day,
    line_of,
    lines_by_team,
    lines_by_time,
    trends_of,
)

_MONTHS = {"3": 3, "6": 6, "12": 12, "24": 24}
SPANS = {
    "3": gettext_lazy("3 months"),
    "6": gettext_lazy("6 months"),
    "12": gettext_lazy("12 months"),
    "24": gettext_lazy("24 months"),
}
PERIODS = {"month": gettext_lazy("By month"), "quarter": gettext_lazy("By quarter")}
COLUMNS = {
    "name": gettext_lazy("Period or team"),
    "voices": gettext_lazy("Voices"),
    "nps": "NPS",
    "nps_n": pgettext_lazy("figures", "NPS: answers"),
    "csat": gettext_lazy("CSAT in percent"),
    "csat_n": pgettext_lazy("figures", "CSAT: answers"),
    "ces": gettext_lazy("CES, mean"),
    "ces_n": pgettext_lazy("figures", "CES: answers"),
    "trainings": pgettext_lazy("figures", "Trainings"),
}


@require_safe
@permission_required(REPORT, raise_exception=True)
def report(request: HttpRequest) -> HttpResponseBase:
    """Show figures, trends and teams, or hand them out as a table."""
    known: dict[str, dict[str, Any]] = {
        "span": SPANS,
        "by": PERIODS,
        "team": {str(team.pk): team for team in Team.objects.all()},
    }
    always = {"span": "12", "by": "month"}
    choices = Choices(request.GET, known, always=always)
    first = first_day(_MONTHS[choices["span"]], site_day(timezone.now()))
    begins = timezone.make_aware(datetime.combine(first, time.min))
    voices = Voice.objects.filter(said_at__gte=begins)
    trainings = Training.objects.filter(done_at__gte=begins)
    if choices["team"]:
        voices = voices.filter(team=int(choices["team"]))
        trainings = trainings.filter(team=int(choices["team"]))
    lines = lines_by_time(voices, choices["by"], trainings)
    teams = lines_by_team(voices, trainings)
    now = timezone.now()
    middle = middle_of(voices, now)
    if kind := wanted_format(request):
        cells = [_cells(line) for line in [*lines, *teams]]
        return as_table(cells, columns=COLUMNS, name=f"customers-{first}", kind=kind)
    context = {
        "total": line_of(voices),
        "lines": lines,
        "teams": teams,
        "trends": trends_of(lines),
        "answered": answered(voices, now),
        "moved": moved_teams(teams, voices, middle),
        "has_trainings": any(line.trainings for line in [*lines, *teams]),
        "middle": middle,
        "options": choices.shown({}),
        "export": choices.address() + "&export=",
    }
    return render(request, "lms_surveys/report.html", context)


def _cells(line: Line) -> dict[str, Any]:
    cells: dict[str, Any] = {"name": line.name, "voices": line.voices}
    cells["trainings"] = line.trainings
    for mark, figure in line.figures.items():
        value = figure.value
        cells[mark] = None if value is None else round(value, 2)
        cells[f"{mark}_n"] = figure.number
    return cells
