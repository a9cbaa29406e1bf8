"""Coverage: who is to know what, and how far that is."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from lms.exports import as_table, wanted_format
from lms.people.display import display_name, team_of
from lms.plugins import plugin_settings
from plugins.courses.models import LostPass
from plugins.courses.services.coverage import (
    counted,
    rows_by_course,
    rows_by_team,
    total_of,
)
from plugins.courses.services.lost_passes import DECIDE
from plugins.courses.services.standings import standings_of
from plugins.courses.views.finding import SEE


@require_safe
@permission_required(SEE, raise_exception=True)
def report(request: HttpRequest) -> HttpResponseBase:
    """Show the coverage by course and by team, or hand out all of it as a table."""
    rows = counted(request.user)
    if kind := wanted_format(request):
        return table(rows, kind)
    today = timezone.localdate()
    courses = rows_by_course(rows, today)
    context = {
        "lost_passes": _lost_passes(request.user),
        "courses": courses,
        "teams": rows_by_team(rows, today),
        "total": total_of(courses),
        **targets(),
    }
    return render(request, "lms_courses/report.html", context)


def _lost_passes(user: Any) -> int:
    """Return about how many corrected marks the person is to decide."""
    if not user.has_perms(DECIDE):
        return 0
    return LostPass.objects.open_to(user).waiting().count()


def targets() -> dict[str, int]:
    """Return what is to be reached, in percent."""
    known = plugin_settings("lms_courses")
    return {
        "coverage_target": known["coverage_target"],
        "pass_target": known["pass_target"],
    }


def table(rows: QuerySet[Any], kind: str) -> HttpResponseBase:
    """Hand out who has completed what."""
    loaded = [*rows.select_related("person__staff_profile__team", "release__course")]
    standings, today = standings_of(loaded), timezone.localdate()
    columns = {
        "person": pgettext("person", "Name"),
        "team": _("Team"),
        "release.title": _("Course"),
        "state": _("State"),
        "percent": _("Percent"),
        "enrolled_at": _("Enrolled"),
        "begun_at": _("Begun"),
        "due_on": _("Due on"),
        "completed_at": _("Completed"),
        "cycle": _("How often"),
    }
    accessors = {
        "person": lambda row: display_name(row.person),
        "team": lambda row: team_of(row.person),
        "state": lambda row: str(row.state_on(today).label),
        "percent": lambda row: standings[row.pk].percent,
    }
    name = f"courses-{today}"
    return as_table(loaded, columns=columns, name=name, kind=kind, accessors=accessors)
