"""Weekly reports: writing one's own, reading all."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.views.choices import Choices
from lms.exports import as_table, wanted_format
from lms.models import Team
from lms.posting import key_of
from plugins.archives.exceptions import ArchiveError
from plugins.archives.forms.weekly import ReportForm
from plugins.archives.models import KEEP, WeeklyReport
from plugins.archives.services.weekly import (
    Written,
    due_day,
    missing,
    reporting_teams,
    save_report,
    week_due,
)
from plugins.archives.views.months import keeper
from plugins.archives.weeks import WEEK, monday_of

_WEEKS = 8
_FIRST_WEEK = date(2000, 1, 3)
COLUMNS = {
    "monday": pgettext_lazy("weekly report", "week from"),
    "team": pgettext_lazy("weekly report", "team"),
    "author": pgettext_lazy("weekly report", "written by"),
    "handed_in_at": pgettext_lazy("weekly report", "handed in"),
    "done": pgettext_lazy("weekly report", "what was done"),
    "problems": pgettext_lazy("weekly report", "problems"),
    "next_week": pgettext_lazy("weekly report", "next week"),
}


@require_safe
@keeper
def reports(request: HttpRequest) -> HttpResponseBase:
    """Show who has handed in for a week, and what they wrote."""
    today = timezone.localdate()
    last = min(monday_of(today), _asked_week(request) + _WEEKS // 2 * WEEK)
    weeks = [last - n * WEEK for n in range(_WEEKS)]
    known = {each.isoformat(): _week(each) for each in weeks}
    always = week_due(today).isoformat()
    choices = Choices(request.GET, {"week": known}, always={"week": always})
    monday = date.fromisoformat(choices["week"])
    rows = (
        WeeklyReport.objects.handed_in()
        .filter(monday=monday)
        .select_related("team", "author")
    )
    if kind := wanted_format(request):
        return as_table(rows, columns=COLUMNS, name=f"weekly-{monday}", kind=kind)
    context = {
        "rows": rows,
        "missing": missing(monday, reporting_teams()),
        "is_late": due_day(monday) < today,
        "due_on": due_day(monday),
        "options": choices.shown({}),
        "export": f"?week={monday}&export=",
    }
    return render(request, "lms_archives/reports.html", context)


def _asked_week(request: HttpRequest) -> date:
    """Return the Monday that is asked for; this week's, where it is none."""
    this = monday_of(timezone.localdate())
    try:
        asked = _monday(request.GET.get("week", ""))
    except Http404:
        return this
    return min(max(asked, _FIRST_WEEK), this)


def _week(monday: date) -> str:
    year, week, _day = monday.isocalendar()
    return _("week %(week)d of %(year)d") % {"week": week, "year": year}


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, team: int, monday: str) -> HttpResponse:
    """Show a team's report; whoever leads the team writes it."""
    found = get_object_or_404(Team.objects.select_related("manager"), pk=team)
    user: Any = request.user
    is_own = found.manager_id == user.pk
    first = _monday(monday)
    if not (is_own or user.has_perm(KEEP)) or first > timezone.localdate():
        raise Http404
    row = WeeklyReport.objects.filter(team=found, monday=first).first()
    if not is_own and (row is None or row.handed_in_at is None):
        raise Http404
    if request.method == "POST" and not is_own:
        raise Http404
    form = ReportForm(request.POST or None, instance=row)
    seen = row.version if row else 0
    if request.method == "POST":
        seen = key_of(request.POST.get("seen", ""))
        if form.is_valid() and _saved(request, found, first, form, seen):
            return redirect("lms_archives:report", team, monday)
        row = WeeklyReport.objects.filter(team=found, monday=first).first()
    earlier = WeeklyReport.objects.all() if is_own else WeeklyReport.objects.handed_in()
    before = earlier.filter(team=found, monday=first - WEEK).first()
    later = WeeklyReport.objects.handed_in().filter(team=found, monday__gt=first)
    stays = row is not None and row.handed_in_at is not None and later.exists()
    context = {
        "team": found,
        "report": row,
        "before": before,
        "form": form if is_own and not stays else None,
        "seen": row.version if row else seen,
        "week": _week(first),
        "due_on": due_day(first),
    }
    return render(request, "lms_archives/report.html", context)


def _monday(text: str) -> date:
    """Return a Monday; raises Http404 for what is none."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None or found.weekday():
        raise Http404
    return found


def _saved(
    request: HttpRequest, team: Team, monday: date, form: ReportForm, seen: int
) -> bool:
    hand_in = "hand_in" in request.POST
    try:
        row = save_report(
            team=team,
            monday=monday,
            written=Written(form.cleaned_data, seen, hand_in),
            user=request.user,
            now=timezone.now(),
        )
    except ArchiveError as error:
        form.add_error(None, str(error))
        return False
    if hand_in or row.handed_in_at:
        messages.success(request, _("The report is handed in. You may correct it until the next one is."))  # fmt: skip
    else:
        messages.success(request, _("The draft is kept; nobody else reads it yet."))
    return True
