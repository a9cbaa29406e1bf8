"""My performance: what I am to rate, and my months."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from lms.plots import Plot, lines_plot, short_month
from plugins.performance.models import ImprovementPlan, Rating, Sheet
from plugins.performance.services.ranking import team_medians

MONTHS = 12
MOST = 60


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what waits for one's hand, one's months, and plans to hand in."""
    user: Any = request.user
    today = timezone.localdate()
    waiting = Rating.objects.waiting().filter(rater=user).with_names()
    sheets = Sheet.objects.filter(person=user).with_names()
    out = months_of(user, user)
    medians = team_medians(out)
    plans = ImprovementPlan.objects.filter(sheet__person=user, accepted_at=None)
    context = {
        "leads": Sheet.objects.filter(superior=user).exists(),
        "to_rate": waiting.order_by("sheet__month", "sheet__team", "pk")[:MOST],
        "today": today,
        "handed_in": Rating.objects.filter(rater=user, sheet__month__state="collecting").exclude(handed_in_at=None).with_names()[:MOST],
        "running": sheets.exclude(pk__in=[sheet.pk for sheet in out]).order_by("-month__month")[:2],
        "rows": [(sheet, medians.get(sheet.pk)) for sheet in out],
        "plot": plot_of(out),
        "plans": [(row, row.is_late_on(today)) for row in plans.select_related("sheet__month")],
    }  # fmt: skip
    return render(request, "lms_performance/mine.html", context)


def months_of(person: Any, reader: Any) -> list[Sheet]:
    """Return somebody's published sheets of a year that somebody may read, the newest first."""
    rows = Sheet.objects.out().visible_for(reader).filter(person=person).with_names()
    return [*rows.order_by("-month__month")[:MONTHS]]


def plot_of(sheets: Sequence[Sheet]) -> Plot | None:
    """Return the totals of somebody's months, and the middle of the team; None for fewer than two."""
    known = [sheet for sheet in reversed(sheets) if sheet.total is not None]
    if len(known) < 2:  # noqa: PLR2004 (a line)
        return None
    medians = team_medians(known)
    lines = [(_("Total"), [sheet.total for sheet in known])]
    if medians:
        name = pgettext("performance", "Middle of the team")
        lines.append((name, [medians.get(sheet.pk) for sheet in known]))
    return lines_plot([short_month(sheet.month.month) for sheet in known], lines)
