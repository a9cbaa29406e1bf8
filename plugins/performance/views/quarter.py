"""A quarter: what performance hangs on, so that one sees what training should stress."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices
from lms.plots import dots_plot
from plugins.performance.models import QUARTER, PerformanceTable
from plugins.performance.services.quarter import MONTHS, links_of, quarter_of
from plugins.performance.services.settings import shifted

_BACK = 6


@require_safe
@permission_required(QUARTER, raise_exception=True)
def quarter(request: HttpRequest) -> HttpResponse:
    """Show how closely each indicator goes with the totals, without names."""
    this = quarter_of(timezone.localdate())
    firsts = {_key(first): first for first in (shifted(this, -MONTHS * n) for n in range(_BACK))}  # fmt: skip
    tables = {str(row.pk): str(row) for row in PerformanceTable.objects.filter(is_retired=False)}  # fmt: skip
    known: dict[str, Any] = {
        "quarter": {key: _name(first) for key, first in firsts.items()},
        "table": tables,
    }
    usual = _key(shifted(this, -MONTHS))
    choices = Choices(request.GET, known, always={"quarter": usual})
    table = int(choices["table"]) if choices["table"] else None
    links = links_of(firsts[choices["quarter"]], table)
    wanted = request.GET.get("indicator", "")
    chosen = next((each for each in links if each.key == wanted and each.is_known), None)  # fmt: skip
    chosen = chosen or next((each for each in links if each.is_known), None)
    plot = None
    if chosen is not None:
        words = _("%(n)s people: %(name)s across, total upwards") % {"n": len(chosen.pairs), "name": chosen.name}  # fmt: skip
        plot = dots_plot([*chosen.pairs.values()], words)
    context = {
        "links": links,
        "chosen": chosen,
        "plot": plot,
        "options": choices.shown({}),
        "address": choices.address(),
    }
    return render(request, "lms_performance/quarter.html", context)


def _key(first: date) -> str:
    return f"{first.year}-{(first.month - 1) // MONTHS + 1}"


def _name(first: date) -> str:
    number = (first.month - 1) // MONTHS + 1
    return _("%(year)s, quarter %(number)s") % {"year": first.year, "number": number}
