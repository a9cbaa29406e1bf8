"""For managers: praise by month and team, and who is forgotten."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from plugins.recognition.models import DECIDE
from plugins.recognition.services.figures import (
    bars_by_month,
    bars_by_team,
    reach_of,
    since,
)

PAGE_SIZE = 30
PERIODS = (3, 6, 12)
COLUMNS = {
    "label": gettext_lazy("team"),
    "people": pgettext_lazy("recognition", "people"),
    "thanks": pgettext_lazy("recognition", "thanks"),
    "praise": pgettext_lazy("recognition", "praise from customers"),
    "for_each": gettext_lazy("for each person"),
}


@require_safe
@permission_required(DECIDE, raise_exception=True)
def report(request: HttpRequest) -> HttpResponseBase:
    """Show the plots, or hand out the figures of teams as a table."""
    today = timezone.localdate()
    periods = {
        str(n): ngettext("last %(n)d month", "last %(n)d months", n) % {"n": n}
        for n in PERIODS
    }
    choices = Choices(request.GET, {"months": periods}, always={"months": "3"})
    first = since(today, int(choices["months"]))
    teams = bars_by_team(first, today, today)
    if kind := wanted_format(request):
        return as_table(teams, columns=COLUMNS, name=f"recognition-{today}", kind=kind)
    reach = reach_of(first, today)
    page = Paginator(reach.forgotten, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "months": bars_by_month(today),
        "teams": teams,
        "reach": reach,
        "first": first,
        "forgotten": page.object_list,
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
        "export": f"{choices.address(months=choices['months'])}&export=".replace(
            "?&", "?"
        ),
    }
    return render(request, "lms_recognition/report.html", context)
