"""Complaints of a month in numbers, and the months before it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices
from lms.exports import as_table, wanted_format
from plugins.complaints.clocks import ClockKey
from plugins.complaints.enums import Cause, Grade
from plugins.complaints.models import REPORT, Area, Category, Complaint
from plugins.complaints.services.figures import (
    WIDTH,
    Month,
    Share,
    calls_by_grade,
    first_of,
    lines_by,
    months_until,
    of_month,
)

MONTHS = 12
HEIGHT = 40
COLUMNS = {
    "month": pgettext_lazy("complaints", "month"),
    "received": pgettext_lazy("complaints", "came in"),
    "closed": pgettext_lazy("complaints", "closed of these"),
    "answer": gettext_lazy("first answer in time, %"),
    "feedback": gettext_lazy("feedback in time, %"),
    "close": gettext_lazy("closed in time, %"),
    "late": gettext_lazy("came to the supervisor"),
    "to_head": gettext_lazy("came to the head"),
    "reopened": pgettext_lazy("complaints", "opened again"),
    "closings": gettext_lazy("closings of the month"),
    "called": gettext_lazy("called back of these, %"),
    "satisfied": gettext_lazy("satisfied of those called back, %"),
}


@require_safe
@permission_required(REPORT, raise_exception=True)
def report(request: HttpRequest) -> HttpResponseBase:
    """Show the figures of a month and how it goes, or hand them out as a table."""
    now = timezone.now()
    this = timezone.localdate(now).replace(day=1)
    known = {
        f"{each:%Y-%m}": date_format(each, "YEAR_MONTH_FORMAT")
        for each in (first_of(this, before) for before in range(MONTHS))
    }
    choices = Choices(request.GET, {"month": known}, always={"month": f"{this:%Y-%m}"})
    chosen = date.fromisoformat(f"{choices['month']}-01")
    months = months_until(chosen, MONTHS, now)
    if kind := wanted_format(request):
        cells = [_cells(each) for each in months]
        return as_table(cells, columns=COLUMNS, name=f"complaints-{chosen:%Y-%m}", kind=kind)  # fmt: skip
    rows = Complaint.objects.filter(of_month(chosen))
    causes = rows.exclude(cause="")
    context = {
        "month": months[-1],
        "limits": [(key.label, months[-1].limits[key]) for key in ClockKey],
        "calls": calls_by_grade(chosen),
        "by_grade": lines_by(rows, "grade", dict(Grade.choices), now),
        "by_category": lines_by(rows, "category", _named(Category), now),
        "by_area": lines_by(rows, "area", _named(Area), now),
        "by_cause": lines_by(causes, "cause", dict(Cause.choices), now),
        "months": [each for each in _plotted(months) if each["is_in_table"]],
        "bars": _plotted(months),
        "options": choices.shown({}),
        "export": f"{choices.address()}&export=".replace("?&", "?"),
    }
    return render(request, "lms_complaints/report.html", context)


def _named(model: Any) -> Mapping[Any, Any]:
    return {row.pk: row for row in model.objects.all()}


def _plotted(months: list[Month]) -> list[dict[str, Any]]:
    """Return a bar for each month; the part that was over a limit is marked."""
    most = max((each.received for each in months), default=0) or 1
    step = WIDTH / len(months)
    return [
        {
            "month": each,
            "x": round(place * step + step * 0.15, 2),
            "width": round(step * 0.7, 2),
            "height": round(each.received * HEIGHT / most, 2),
            "y": round(HEIGHT - each.received * HEIGHT / most, 2),
            "late_height": round(each.late * HEIGHT / most, 2),
            "late_y": round(HEIGHT - each.late * HEIGHT / most, 2),
            "is_in_table": bool(each.received or each.called.whole),
        }
        for place, each in enumerate(months)
    ]


def _cells(month: Month) -> dict[str, Any]:
    return {
        "month": date_format(month.month, "YEAR_MONTH_FORMAT"),
        **{name: getattr(month, name) for name in ("received", "closed", "late", "to_head", "reopened")},
        **{key.value: _rounded(share) for key, share in month.limits.items()},
        "closings": month.called.whole,
        "called": _rounded(month.called),
        "satisfied": _rounded(month.satisfied),
    }  # fmt: skip


def _rounded(share: Share) -> float | None:
    return None if share.percent is None else round(share.percent, 1)
