"""My inspections: what I am to fill in, what I may read, what I do better."""

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.plots import Plot, lines_plot, short_month
from plugins.inspections.models import Action, Member, Sheet
from plugins.inspections.services.figures import Line, lines_of
from plugins.inspections.services.plans import late_before
from plugins.inspections.services.scoring import FULL

PAGE_SIZE = 20
MOST_SHOWN = 30
MONTHS = 12


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own sheets, months and improvements, and what waits for one's hand."""
    user: Any = request.user
    today = timezone.localdate()
    late = late_before(today)
    lines = months_of(user)
    sheets = Sheet.objects.of(user).with_result().with_names()
    ordered = sheets.select_related("objection").order_by("-released_at", "-pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    to_fill = Sheet.objects.to_fill(user).with_names()[:MOST_SHOWN]
    handed_in = Sheet.objects.filter(inspector=user).exclude(submitted_at=None)
    actions = Action.objects.filter(sheet__person=user, confirmed_at=None)
    context = {
        "to_fill": [(row, row.is_late_on(late)) for row in to_fill],
        "handed_in": handed_in.with_names().order_by("-submitted_at")[:10],
        "sheets": page.object_list,
        "pages": pages_of(page, Choices(request.GET, {})),
        "actions": [
            (row, row.is_late_on(today))
            for row in actions.select_related("sheet")[:MOST_SHOWN]
        ],
        "lines": lines[:MONTHS],
        "plot": plot_of_months(lines),
    }
    return render(request, "lms_inspections/mine.html", context)


def months_of(person: Any, *, most: int = MONTHS) -> list[Line]:
    """Return somebody's months, the newest first."""
    keys = Member.objects.filter(person=person).order_by("-month", "-pk")
    newest = [*keys.values_list("pk", flat=True)[:most]]
    return lines_of(Member.objects.filter(pk__in=newest).order_by("-month", "-pk"))


def plot_of_months(lines: list[Line]) -> Plot | None:
    """Return the scores of somebody's months as a plot; None for fewer than two."""
    known = [line for line in reversed(lines) if line.score is not None]
    if len(known) < 2:  # noqa: PLR2004 (a line)
        return None
    names = [short_month(line.member.month) for line in known]
    values = [line.score for line in known]
    goal = known[-1].member.plan.goal
    return lines_plot(names, [(_("Score"), values)], goal=Decimal(goal), most=FULL)
