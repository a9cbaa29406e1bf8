"""Coverage, attendance and results of cohorts, and what is to be made up."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from lms.exports import as_table, wanted_format
from lms.plugins import plugin_settings
from plugins.courses.models import Cohort
from plugins.courses.models.cohort import SEE
from plugins.courses.services.classes.figures import figures_of, make_up_plans
from plugins.courses.services.exams.admission import TEACH
from plugins.courses.views.classes.frame import in_site_time

MOST = 60
COLUMNS = {
    "cohort.title": pgettext_lazy("cohort", "title"),
    "cohort.begins_on": _("first day"),
    "cohort.ends_on": _("last day"),
    "people": _("people"),
    "trained": _("trained"),
    "coverage": _("coverage in percent"),
    "attendance": _("attendance in percent"),
    "pass_rate": _("passed in percent"),
    "to_catch_up": _("had something to make up"),
    "caught_up": _("caught up"),
    "late": _("late with the exam"),
}


@require_safe
@in_site_time
def report(request: HttpRequest) -> HttpResponseBase:
    """Show the figures of the newest cohorts, or hand them out as a table."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    rows = Cohort.objects.visible_for(request.user).select_related("course")
    figures = figures_of(
        [*rows.prefetch_related(Prefetch("trainers"))[:MOST]], timezone.localdate()
    )
    if kind := wanted_format(request):
        name = f"cohorts-{timezone.localdate()}"
        return as_table(figures, columns=COLUMNS, name=name, kind=kind)
    context = {
        "figures": figures,
        "plans": make_up_plans(figures, timezone.now()),
        "run": {*Cohort.objects.run_by(request.user).values_list("pk", flat=True)}
        if request.user.has_perm(TEACH)
        else set(),
        "known": plugin_settings("lms_courses"),
    }
    return render(request, "lms_courses/classes/report.html", context)
