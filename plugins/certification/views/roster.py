"""Who holds what, by team and level, and how much of each team is certified."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.models import Team
from plugins.certification.models import Scheme
from plugins.certification.services.people import SEE
from plugins.certification.services.roster import coverage, holders, levels_of

PAGE_SIZE = 30
SHOWN = {
    "highest": pgettext_lazy("certificates", "Highest of each person"),
    "held": pgettext_lazy("certificates", "All valid ones"),
    "expiring": pgettext_lazy("certificates", "Expire soon"),
    "expired": pgettext_lazy("certificates", "Expired"),
    "suspended": pgettext_lazy("certificates", "Suspended"),
    "all": pgettext_lazy("certificates", "All"),
}
COLUMNS = {
    "person": _("holder"),
    "number": _("staff number"),
    "team": _("team"),
    "scheme_name": _("scheme"),
    "level_name": pgettext_lazy("certification", "level"),
    "level.rank": _("rank"),
    "state": pgettext_lazy("certificate", "state"),
    "held_since": _("held since"),
    "valid_from": _("valid from"),
    "expires_on": _("valid until"),
    "serial": _("number"),
}


@require_safe
@permission_required(SEE, raise_exception=True)
def roster(request: HttpRequest) -> HttpResponseBase:
    """Show the list and the plot, or hand the list out as a table."""
    today = timezone.localdate()
    schemes = {each.code: each for each in Scheme.objects.all()}
    first = next(iter(schemes), "")
    scheme = schemes.get(request.GET.get("scheme", ""), schemes.get(first))
    levels = levels_of(scheme)
    known: dict[str, dict[str, Any]] = {
        "scheme": schemes,
        "show": SHOWN,
        "level": {each.code: each for each in levels},
        "team": {str(each.pk): each for each in Team.objects.all()},
    }
    always = {"scheme": first, "show": "highest"}
    choices = Choices(request.GET, known, always=always)
    by_worth = holders(scheme, today)
    rows = _narrowed(by_worth[choices["show"]], choices)
    if kind := wanted_format(request):
        return _table(rows, kind, today)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "scheme": scheme,
        "rows": [(award, award.state_on(today)) for award in page.object_list],
        "pages": pages_of(page, choices),
        "total": page.paginator.count,
        "options": choices.shown({"expiring": by_worth["expiring"].count()}),
        "levels": levels,
        "bars": coverage(scheme, today),
        "has_several": len(schemes) > 1,
        "export": choices.address() + "&export=",
    }
    return render(request, "lms_certification/roster.html", context)


def _narrowed(rows: Any, choices: Choices) -> Any:
    if choices["level"]:
        rows = rows.filter(level__code=choices["level"])
    if choices["team"]:
        rows = rows.filter(person__staff_profile__team=int(choices["team"]))
    return rows


def _table(rows: Any, kind: str, today: Any) -> HttpResponseBase:
    def profile(award: Any) -> Any:
        return getattr(award.person, "staff_profile", None)

    accessors = {
        "number": lambda award: getattr(profile(award), "staff_number", "") or "",
        "team": lambda award: str(getattr(profile(award), "team", None) or ""),
        "state": lambda award: str(award.state_on(today).label),
    }
    name = f"certified-{today}"
    return as_table(rows, columns=COLUMNS, name=name, kind=kind, accessors=accessors)
