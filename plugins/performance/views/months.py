"""Months: how far the ratings are, results of a team, steps of whoever keeps months."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.models import Team
from lms.notifications import people_of
from lms.people.display import name_and_team
from lms.people.here import by_name
from lms.posting import text_of
from plugins.performance.exceptions import PerformanceError
from plugins.performance.models import (
    KEEP,
    LONGEST,
    ImprovementPlan,
    Month,
    Prize,
    Rating,
    Sheet,
)
from plugins.performance.services.measuring import measure_now
from plugins.performance.services.months import (
    close_month,
    publish_month,
    reopen_month,
)
from plugins.performance.services.opening import open_month, usable_versions
from plugins.performance.services.ranking import places, top_of_month
from plugins.performance.services.scoring import Result, median
from plugins.performance.services.settings import shifted
from plugins.performance.services.working import results_of

PAGE_SIZE = 30
_BACK = 3
_MOST_WAITING = 60
SORTS = {
    "total": pgettext_lazy("sort", "Total"),
    "name": pgettext_lazy("sort", "Name"),
    "team": pgettext_lazy("sort", "Team"),
    "low": pgettext_lazy("sort", "Lowest first"),
}
_ORDERS: dict[str, list[Any]] = {
    "total": [F("total").desc(nulls_last=True)],
    "low": [F("total").asc(nulls_last=True)],
    "name": ["person__last_name", "person__first_name"],
    "team": ["team__name", F("total").desc(nulls_last=True)],
}
COLUMNS = {
    "place": gettext_lazy("place"),
    "person": pgettext_lazy("performance", "person"),
    "team": gettext_lazy("team"),
    "table": pgettext_lazy("performance", "table"),
    "base": pgettext_lazy("performance", "of indicators"),
    "bonus": pgettext_lazy("performance", "bonuses"),
    "total": pgettext_lazy("performance", "total"),
    "missing": pgettext_lazy("performance", "missing"),
}


@dataclass(frozen=True)
class Row:
    """A sheet in the table of a month."""

    sheet: Sheet
    result: Result | None
    place: int | None


def _check_leader(request: HttpRequest) -> None:
    """Raise PermissionDenied for whoever leads nobody and keeps no months."""
    user: Any = request.user
    if not user.has_perm(KEEP) and not Sheet.objects.filter(superior=user).exists():
        raise PermissionDenied


@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """List the months."""
    _check_leader(request)
    led = Sheet.objects.led_by(request.user).exclude(person=request.user.pk)
    rated = Count("sheets__ratings", distinct=True)
    in_time = Count("sheets__ratings", filter=Q(sheets__ratings__handed_in_at__isnull=False), distinct=True)  # fmt: skip
    rows = Month.objects.filter(sheets__in=led).annotate(
        people=Count("sheets", distinct=True), ratings=rated, done=in_time
    )
    page = Paginator(rows.order_by("-month"), PAGE_SIZE).get_page(request.GET.get("page"))  # fmt: skip
    this = timezone.localdate().replace(day=1)
    known = {*Month.objects.values_list("month", flat=True)}
    past = [shifted(this, -n) for n in range(1, _BACK + 1)]
    context = {
        "rows": page.object_list,
        "pages": pages_of(page, Choices(request.GET, {})),
        "to_open": [each for each in past if each not in known],
        "has_tables": bool(usable_versions()),
    }
    return render(request, "lms_performance/months.html", context)


@require_POST
@permission_required(KEEP, raise_exception=True)
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a month."""
    sent = request.POST.get("month", "")
    try:
        first = parse_date(sent)
    except ValueError:
        first = None
    this = timezone.localdate().replace(day=1)
    if first not in [shifted(this, -n) for n in range(1, _BACK + 1)]:
        messages.error(request, _("Please choose one of the last months."))
        return redirect("lms_performance:months")
    try:
        row = open_month(first=first, user=request.user, now=timezone.now())
    except PerformanceError as error:
        messages.error(request, str(error))
        return redirect("lms_performance:months")
    messages.success(request, _("The month is open; everybody is told what to rate."))
    return redirect(row)


@require_safe
def month(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a month: ratings that are missing while it collects, results after that."""
    _check_leader(request)
    return _show(request, get_object_or_404(Month, pk=pk))


def _show(request: HttpRequest, row: Month) -> HttpResponseBase:
    user: Any = request.user
    is_keeper = user.has_perm(KEEP)
    led = row.sheets.led_by(user)
    if not is_keeper:
        led = led.exclude(person=user.pk)
        if not led.exists():
            raise Http404
    if not row.is_out:
        led = led.exclude(person=user.pk)
    teams = {str(t.pk): t.name for t in Team.objects.filter(pk__in=led.values("team"))}
    choices = Choices(request.GET, {"team": teams, "sort": SORTS}, always={"sort": "total"})  # fmt: skip
    shown = led.filter(team=int(choices["team"])) if choices["team"] else led
    ordered = shown.with_names().select_related("version__table").order_by(*_ORDERS[choices["sort"]], "pk")  # fmt: skip
    where = {} if row.is_collecting else places(row)
    if (kind := wanted_format(request)) and not row.is_collecting:
        return _table(row, _rows([*ordered], where, row), kind)
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    known: Any = shown.exclude(total=None).values_list("total", flat=True)
    totals: list[Decimal] = [*known]
    context: dict[str, Any] = {
        "month": row,
        "is_keeper": is_keeper,
        "rows": _rows([*page.object_list], where, row),
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
        "export": choices.address(sort=choices["sort"]).rstrip("?") or "?",
        "median": median(totals),
        "highest": max(totals, default=Decimal(1)) or Decimal(1),
        "people": shown.count(),
        "today": timezone.localdate(),
    }
    if row.is_collecting:
        context |= _progress(row, led, is_keeper=is_keeper)
    if row.is_out:
        context |= _consequences(row, led)
    if is_keeper:
        context["steps"] = row.steps.select_related("made_by")
    return render(request, "lms_performance/month.html", context)


def _rows(sheets: list[Sheet], where: Any, month: Month) -> list[Row]:
    results = {} if month.is_collecting else results_of(sheets)
    return [Row(s, results.get(s.pk), where.get(s.pk)) for s in sheets]


def _progress(month: Month, led: Any, *, is_keeper: bool) -> dict[str, Any]:
    """Return how many ratings of each team are in, and who still has to write."""
    ratings = Rating.objects.filter(sheet__in=led)
    done = Count("pk", filter=Q(handed_in_at__isnull=False))
    counted = ratings.order_by("sheet__team__name").values("sheet__team", "sheet__team__name")  # fmt: skip
    teams = counted.annotate(done=done, all=Count("pk"), people=Count("sheet", distinct=True))  # fmt: skip
    waiting = _waiting(month) if is_keeper else []
    return {"teams": [*teams], "waiting": waiting}


def _waiting(month: Month) -> list[tuple[str, int]]:
    """Return who still has to rate, and how many sheets."""
    rows = Rating.objects.filter(sheet__month=month, handed_in_at=None)
    counted = rows.order_by().values_list("rater").annotate(n=Count("pk"))
    numbers = dict(counted.order_by("-n")[:_MOST_WAITING])
    people = by_name(people_of(*numbers))
    return [(name_and_team(each), numbers[each.pk]) for each in people]


def _consequences(month: Month, led: Any) -> dict[str, Any]:
    seen = {*led.values_list("pk", flat=True)}
    plans = ImprovementPlan.objects.filter(sheet__month=month, sheet__in=led)
    prizes = {p.sheet_id: p for p in Prize.objects.filter(sheet__month=month)}
    today = timezone.localdate()
    names = ("sheet__person__staff_profile", "sheet__team", "sheet__month")
    return {
        "top": [(s, prizes.get(s.pk)) for s in top_of_month(month) if s.pk in seen],
        "plans": [(p, p.is_late_on(today)) for p in plans.select_related(*names)],
    }


def _table(month: Month, rows: list[Row], kind: str) -> HttpResponseBase:
    accessors: dict[str, Any] = {
        "person": lambda row: row.sheet.person_name,
        "team": lambda row: row.sheet.team,
        "table": lambda row: row.sheet.version.table,
        "base": lambda row: row.result.base,
        "bonus": lambda row: row.result.bonus,
        "total": lambda row: row.sheet.total,
        "missing": lambda row: " · ".join(p.part.label for p in row.result.missing),
    }
    name = f"performance-{month.month:%Y-%m}"
    return as_table(rows, columns=COLUMNS, name=name, kind=kind, accessors=accessors)


@require_POST
@permission_required(KEEP, raise_exception=True)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Close, publish or reopen a month, or ask for figures."""
    row = get_object_or_404(Month, pk=pk)
    if step not in STEPS:
        raise Http404
    try:
        said = STEPS[step](request, row)
    except PerformanceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(row)


def _close(request: HttpRequest, row: Month) -> str:
    close_month(month=row, user=request.user, now=timezone.now())
    return _("The month is closed: see the totals, then publish it.")


def _publish(request: HttpRequest, row: Month) -> str:
    publish_month(month=row, user=request.user, now=timezone.now())
    return _("The month is published; everybody reads the own sheet.")


def _reopen(request: HttpRequest, row: Month) -> str:
    reason = text_of(request, "reason", LONGEST)
    reopen_month(month=row, reason=reason, user=request.user, now=timezone.now())
    return _("The month is open again; people may rate.")


def _measure(request: HttpRequest, row: Month) -> str:
    n = measure_now(month=row, user=request.user, now=timezone.now())
    said = ngettext("%(n)s figure was found.", "%(n)s figures were found.", n)
    return said % {"n": n}


def _add(request: HttpRequest, row: Month) -> str:
    open_month(first=row.month, user=request.user, now=timezone.now())
    return _("Whoever had no sheet yet has one now, if a table holds for them.")


STEPS = {
    "close": _close,
    "publish": _publish,
    "reopen": _reopen,
    "measure": _measure,
    "add": _add,
}
