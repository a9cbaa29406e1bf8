"""Plans of months: who is inspected, how far it is, what waits for a decision."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from plugins.inspections.enums import OPEN, Outcome, Per, SheetState, Source
from plugins.inspections.exceptions import InspectionError
from plugins.inspections.forms.plans import PlanForm, shifted
from plugins.inspections.models import KEEP, Objection, Plan, Sheet
from plugins.inspections.services.drawing import draw_lots
from plugins.inspections.services.plans import (
    Quota,
    close_plan,
    is_over,
    late_before,
    latest_plan,
    remove_plan,
    save_plan,
    setting,
    usual_quotas,
)
from plugins.inspections.services.sheets import release_all

PAGE_SIZE = 20
SHOWN = {
    "open": pgettext_lazy("sheets", "To fill in"),
    "submitted": pgettext_lazy("sheets", "To release"),
    "released": pgettext_lazy("sheets", "Released"),
    "void": pgettext_lazy("sheets", "Not inspected"),
    "second": pgettext_lazy("sheets", "Second ratings"),
}
_FIRST = Q(second_of=None)
KINDS = {
    "open": _FIRST & Q(state__in=OPEN),
    "submitted": _FIRST & Q(state=SheetState.SUBMITTED),
    "released": _FIRST & Q(state=SheetState.RELEASED),
    "void": Q(state=SheetState.VOID),
    "second": ~_FIRST & ~Q(state=SheetState.VOID),
}


@require_safe
@permission_required(KEEP, raise_exception=True)
def plans(request: HttpRequest) -> HttpResponse:
    """List the months."""
    settled = Q(sheets__state=SheetState.RELEASED, sheets__second_of=None)
    standing = Q(sheets__second_of=None) & ~Q(sheets__state=SheetState.VOID)
    rows = Plan.objects.order_by("-month", "name", "pk").annotate(
        released=Count("sheets", filter=settled),
        drawn=Count("sheets", filter=standing),
    )
    rows = rows.select_related("form")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "pages": pages_of(page, Choices(request.GET, {})),
    }
    return render(request, "lms_inspections/plans.html", context)


@require_safe
@permission_required(KEEP, raise_exception=True)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a month: its sources and draws, and its sheets by how far they are."""
    return _show(request, get_object_or_404(Plan.objects.select_related("form"), pk=pk))


def _show(request: HttpRequest, row: Plan) -> HttpResponse:
    today = timezone.localdate()
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "open"})
    sheets = row.sheets.visible_for(request.user)
    counts = sheets.aggregate(**{name: Count("pk", filter=q) for name, q in KINDS.items()})  # fmt: skip
    shown = sheets.filter(KINDS[choices["show"]]).with_result().with_names()
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    draws = row.draws.select_related("drawn_by").annotate(n=Count("sheets"))
    context = {
        "plan": row,
        "sources": row.sources.filter(Q(number__gt=0) | Q(weight__gt=0)),
        "teams": row.teams.all(),
        "draws": draws.order_by("-pk")[:10],
        "rows": [
            (each, each.is_late_on(late_before(today))) for each in page.object_list
        ],
        "pages": pages_of(page, choices),
        "options": choices.shown(counts),
        "counts": counts,
        "show": choices["show"],
        "can_close": is_over(row, today) and not row.is_closed,
    }
    return render(request, "lms_inspections/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Plan a month, or change a plan."""
    today = timezone.localdate()
    row = get_object_or_404(Plan, pk=pk) if pk else Plan()
    quotas = _quotas(row) if pk else usual_quotas()
    initial = {} if pk else _initial(today)
    form = PlanForm(request.POST or None, instance=row, quotas=quotas, today=today, initial=initial)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_plan(
                plan=form.instance,
                quotas=form.quotas(),
                choice=form.choice(),
                user=request.user,
            )
        except InspectionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is saved. Draw lots when it is right."))  # fmt: skip
            return redirect(saved)
    known = Plan.objects.filter(pk=pk).first() if pk else None
    context = {"form": form, "plan": known, "has_forms": form.fields["form"].queryset.exists()}  # type: ignore[attr-defined] # a field of choices # fmt: skip
    return render(request, "lms_inspections/plan_form.html", context)


def _quotas(row: Plan) -> list[Quota]:
    known = {each.source: each for each in row.sources.all()}
    return [
        Quota(
            source, known[source].number, Per(known[source].per), known[source].weight
        )
        if source in known
        else Quota(source)
        for source in Source
    ]


def _initial(today: date) -> dict[str, Any]:
    """Return what a plan begins with: like the last one, a month later."""
    last = latest_plan()
    if last is None:
        return {"month": today.replace(day=1).isoformat(), "goal": setting("goal")}
    month = max(shifted(last.month, 1), shifted(today.replace(day=1), -1))
    return {
        "month": month.isoformat(),
        "form": last.form_id,
        "teams": last.teams.all(),
        "people": last.people.all(),
        "inspectors": last.inspectors.all(),
        "is_cross_team": last.is_cross_team,
        "goal": last.goal,
    }


@require_POST
@permission_required(KEEP, raise_exception=True)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Draw lots, release what is handed in, or close the month."""
    row = get_object_or_404(Plan, pk=pk)
    if step not in STEPS:
        raise Http404
    try:
        said = STEPS[step](request, row)
    except InspectionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    is_there = Plan.objects.filter(pk=pk).exists()
    return redirect(row) if is_there else redirect("lms_inspections:plans")


def _draw(request: HttpRequest, row: Plan) -> str:
    n = draw_lots(plan=row, user=request.user, now=timezone.now())
    if not n:
        return _("Nothing was missing; nothing was drawn.")
    said = ngettext("%(n)s sheet was drawn.", "%(n)s sheets were drawn.", n)
    return said % {"n": n}


def _release(request: HttpRequest, row: Plan) -> str:
    n = release_all(plan=row, user=request.user, now=timezone.now())
    said = ngettext("%(n)s sheet is released.", "%(n)s sheets are released.", n)
    return said % {"n": n}


def _close(request: HttpRequest, row: Plan) -> str:
    close_plan(plan=row, user=request.user, now=timezone.now())
    return _("The month is closed; its scores stay.")


def _remove(request: HttpRequest, row: Plan) -> str:
    remove_plan(plan=row, user=request.user)
    return _("The plan is taken away.")


STEPS = {"draw": _draw, "release": _release, "close": _close, "remove": _remove}


@require_safe
@permission_required(KEEP, raise_exception=True)
def objections(request: HttpRequest) -> HttpResponse:
    """List objections, those to be decided first."""
    seen = Sheet.objects.visible_for(request.user).values("pk")
    rows = Objection.objects.filter(sheet__in=seen).select_related(
        "sheet__person__staff_profile",
        "sheet__inspector__staff_profile",
        "sheet__member__team",
        "sheet__plan",
        "decided_by",
    )
    choices = Choices(
        request.GET, {"show": dict(Outcome.choices)}, always={"show": Outcome.OPEN}
    )
    counted = rows.order_by().values_list("outcome").annotate(n=Count("pk"))
    counts = dict(counted)
    shown = rows.filter(outcome=choices["show"])
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "options": choices.shown(counts),
    }
    return render(request, "lms_inspections/objections.html", context)
