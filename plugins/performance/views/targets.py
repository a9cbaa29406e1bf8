"""Targets of the house: written, measured, plotted month by month."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.plots import lines_plot, short_month
from plugins.performance.forms.targets import TargetForm
from plugins.performance.models import KEEP, HouseTarget, TargetValue
from plugins.performance.services.measuring import known_indicators, number_of
from plugins.performance.services.targets import (
    measure_target,
    months_of,
    write_values,
)

PAGE_SIZE = 10


@require_safe
@permission_required(KEEP, raise_exception=True)
def targets(request: HttpRequest) -> HttpResponse:
    """List them with their plots."""
    rows = HouseTarget.objects.prefetch_related("values")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": [_shown(row, [*row.values.all()]) for row in page.object_list],
        "pages": pages_of(page, Choices(request.GET, {})),
    }
    return render(request, "lms_performance/targets.html", context)


def _shown(row: HouseTarget, values: list[TargetValue]) -> dict[str, Any]:
    newest = values[-1] if values else None
    name = pgettext("house target", "Figure of the month")
    lines = [(name, [each.value for each in values])]
    return {
        "target": row,
        "newest": newest,
        "is_reached": newest is not None and row.is_reached_by(newest.value),
        "plot": lines_plot(
            [short_month(each.month) for each in values], lines, goal=row.goal
        ),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new one, or change one."""
    row = get_object_or_404(HouseTarget, pk=pk) if pk else HouseTarget()
    form = TargetForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        measure_target(target=saved, today=timezone.localdate())
        messages.success(request, _("The target is saved."))
        return redirect(saved)
    known = HouseTarget.objects.filter(pk=pk).first() if pk else None
    return render(request, "lms_performance/target_form.html", {"form": form, "target": known})  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one; enter its months, or ask for them once more."""
    row = get_object_or_404(HouseTarget, pk=pk)
    today = timezone.localdate()
    months = months_of(row, today)
    typed: dict[str, str] = {}
    wrong: set[str] = set()
    if request.method == "POST" and row.source:
        measure_target(target=row, today=today)
        messages.success(request, _("The figures are up to date."))
        return redirect(row)
    if request.method == "POST":
        figures = {}
        for month in months:
            text = request.POST.get(f"{month}", "").replace("\0", "")[:40].strip()
            typed[f"{month}"] = text
            figures[month] = number_of(text) if text else None
            if text and figures[month] is None:
                wrong.add(f"{month}")
        if not wrong:
            write_values(target=row, figures=figures)
            messages.success(request, _("The figures are saved."))
            return redirect(row)
    values = [*row.values.all()]
    kept = {f"{each.month}": f"{each.value.normalize():f}" for each in values}
    item = known_indicators().get(row.source)
    shown = _shown(row, values)
    context = {
        "row": shown,
        "target": row,
        "plot": shown["plot"],
        "source": item.label if item else row.source,
        "is_off": bool(row.source) and item is None,
        "cells": [
            {"month": m, "text": typed.get(f"{m}", kept.get(f"{m}", "")), "is_wrong": f"{m}" in wrong}
            for m in months
        ],
        "has_wrong": bool(wrong),
        "values": values,
    }  # fmt: skip
    return render(request, "lms_performance/target.html", context)


@require_POST
@permission_required(KEEP, raise_exception=True)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away, with its months."""
    get_object_or_404(HouseTarget, pk=pk).delete()
    messages.success(request, _("The target is taken away."))
    return redirect("lms_performance:targets")
