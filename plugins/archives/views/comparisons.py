"""Before and after a day: asked, shown, kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.plugins import plugin_settings
from plugins.archives.forms.comparisons import AskForm, KeepForm
from plugins.archives.models import Comparison
from plugins.archives.services.before_after import (
    Asked,
    Compared,
    Side,
    compare,
    keep_comparison,
)
from plugins.archives.services.figures import read
from plugins.archives.views.months import keeper

PAGE_SIZE = 20
_FULL = 100


@dataclass(frozen=True)
class Row:
    """A team, or the house, with two bars 100 wide."""

    name: str
    side: Side
    before: Decimal
    after: Decimal
    is_small: bool


@require_safe
@keeper
def comparisons(request: HttpRequest) -> HttpResponse:
    """Compare an indicator before and after a day; list what is kept."""
    today = timezone.localdate()
    form = AskForm(request.GET or None, today=today)
    shown: dict[str, Any] = {}
    if "indicator" in request.GET and form.is_valid():
        shown = _asked(form.asked, today)
    page = Paginator(Comparison.objects.select_related("made_by"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form if "indicator" in request.GET else AskForm(today=today),
        "rows": page.object_list,
        "pages": pages_of(page, Choices(request.GET, {})),
        **shown,
    }
    return render(request, "lms_archives/comparisons.html", context)


def _asked(asked: Asked, today: date, keep: KeepForm | None = None) -> dict[str, Any]:
    found = compare(asked)
    if found is None:
        return {"has_failed": True}
    return {
        **_context(asked, found),
        "is_running": asked.after[1] >= today,
        "keep_form": keep or KeepForm(),
    }


def _context(asked: Asked, found: Compared) -> dict[str, Any]:
    fewest = int(plugin_settings("lms_archives")["fewest_people"])
    sides = [found.house, *found.teams]
    return {
        "asked": asked,
        "label": read(found.label),
        "unit": found.unit,
        "rows_of": _rows(sides, fewest),
        "fewest": fewest,
        "is_small": found.house.knows_people and found.house.fewest < fewest,
        "is_house_alone": not found.house.knows_people,
    }


def _rows(sides: Sequence[Side], fewest: int) -> list[Row]:
    values = [v for s in sides for v in (s.change.before, s.change.after) if v is not None]  # fmt: skip
    most = max((abs(value) for value in values), default=Decimal(0)) or Decimal(1)

    def width(value: Decimal | None) -> Decimal:
        return round(max(value or Decimal(0), Decimal(0)) * _FULL / most, 2)

    return [
        Row(
            each.name or _("All"),
            each,
            width(each.change.before),
            width(each.change.after),
            is_small=bool(each.name) and each.fewest < fewest,
        )
        for each in sides
    ]


@require_POST
@keeper
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a comparison with its title and conclusion."""
    today = timezone.localdate()
    form, keep_form = AskForm(request.POST, today=today), KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This comparison cannot be made any more."))
        return redirect("lms_archives:comparisons")
    if keep_form.is_valid():
        row = keep_comparison(asked=form.asked, user=request.user, now=timezone.now(), **keep_form.cleaned_data)  # fmt: skip
        if row is not None:
            messages.success(request, _("The comparison is kept as it is now."))
            return redirect(row)
    context = {"form": form, "rows": [], **_asked(form.asked, today, keep_form)}
    return render(request, "lms_archives/comparisons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one that is kept; a POST corrects title and conclusion."""
    row = get_object_or_404(Comparison.objects.select_related("made_by"), pk=pk)
    known = {"title": row.title, "conclusion": row.conclusion}
    form = KeepForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        Comparison.objects.filter(pk=pk).update(**form.cleaned_data)
        messages.success(request, _("It is kept."))
        return redirect(row)
    asked = Asked(row.indicator, row.day, row.before_days, row.after_days)
    context = {"row": row, "form": form, **_context(asked, Compared.of(row.result))}
    return render(request, "lms_archives/comparison.html", context)


@require_POST
@keeper
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away that is kept."""
    get_object_or_404(Comparison, pk=pk).delete()
    messages.success(request, _("The comparison is taken away."))
    return redirect("lms_archives:comparisons")
