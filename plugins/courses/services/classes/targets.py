"""Cohorts that have missed their targets: somebody is told that a make-up plan begins."""

from datetime import datetime, timedelta

from django.contrib.auth.backends import ModelBackend
from django.utils.timezone import get_default_timezone, localdate

from lms.plugins import plugin_settings
from plugins.courses.models import Cohort
from plugins.courses.models.cohort import PLAN_ALL
from plugins.courses.services.classes.figures import figures_of, make_up_plans
from plugins.courses.services.classes.notices import PLAN_DUE, tell

_LOOKED_AT = timedelta(days=30)
"""For so long somebody is told of a plan that is due, such as after a pause of the jobs."""


def tell_of_plans(now: datetime) -> str:
    """Tell trainers and who runs all cohorts, once, of targets missed; return how many."""
    today = localdate(now, get_default_timezone())
    due = today - timedelta(days=plugin_settings("lms_courses")["target_days"])
    ended = Cohort.objects.filter(ends_on__lte=due, ends_on__gt=due - _LOOKED_AT)
    rows = [*ended.select_related("course").prefetch_related("trainers")]
    plans = make_up_plans(figures_of(rows, today), now)
    if not plans:
        return "Make-up plans told: 0"
    managers = [*ModelBackend().with_perm(PLAN_ALL, include_superusers=False)]
    told = sum(
        tell(PLAN_DUE, [*each.trainers.all(), *managers], each, now, stamp="due")
        for each in (plan.figures.cohort for plan in plans)
    )
    return f"Make-up plans told: {told}"
