"""What is entered for a month: who rates a team, and figures of other systems."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from knowledge_base.views.choices import Choices, pages_of
from lms.models import Team
from lms.people.here import people_here
from plugins.performance.enums import Kind, Side
from plugins.performance.exceptions import PerformanceError, WrongRowsError
from plugins.performance.forms.results import PasteForm, RatersForm
from plugins.performance.models import KEEP, Figure, Month, Rating, TableVersion
from plugins.performance.services.measuring import paste_figures
from plugins.performance.services.opening import name_raters

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def raters(request: HttpRequest, pk: int, team: int) -> HttpResponse:
    """Say who rates a team in a month; 0 is whoever has no team."""
    month = get_object_or_404(Month, pk=pk)
    row = get_object_or_404(Team, pk=team) if team else None
    ratings = Rating.objects.filter(sheet__month=month, sheet__team=row)
    panel = ratings.filter(side=Side.PANEL).values_list("rater", flat=True).distinct()
    people = people_here(timezone.localdate())
    form = RatersForm(request.POST or None, people=people, initial={"panel": [*panel]})
    if request.method == "POST" and form.is_valid():
        try:
            name_raters(month=month, team=row, **form.cleaned_data, user=request.user, now=timezone.now())  # fmt: skip
        except PerformanceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The raters are named, and told."))
            return redirect(month)
    context = {"month": month, "team": row, "form": form}
    return render(request, "lms_performance/raters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the figures of a month, and take in what is pasted."""
    month = get_object_or_404(Month, pk=pk)
    choices = _entered(month)
    form = PasteForm(request.POST or None, choices=choices.items())
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        table, _dash, key = form.cleaned_data["key"].partition("-")
        try:
            n = paste_figures(month=month, table=int(table), key=key, text=form.cleaned_data["text"], user=request.user, now=timezone.now())  # fmt: skip
        except WrongRowsError as error:
            problems = error.problems
        except PerformanceError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(n)s person has the figure now.", "%(n)s people have the figure now.", n)  # fmt: skip
            messages.success(request, said % {"n": n})
            return redirect(reverse("lms_performance:figures", args=[month.pk]))
    rows = Figure.objects.filter(sheet__month=month).order_by("sheet__team__name", "sheet__person__last_name", "pk")  # fmt: skip
    page = Paginator(rows.select_related("sheet__person", "sheet__team", "sheet__version"), PAGE_SIZE).get_page(request.GET.get("page"))  # fmt: skip
    context = {
        "month": month,
        "form": form if choices else None,
        "problems": problems,
        "rows": [(row, _label(row)) for row in page.object_list],
        "pages": pages_of(page, Choices(request.GET, {})),
    }
    return render(request, "lms_performance/figures.html", context)


def _entered(month: Month) -> dict[str, str]:
    """Return the indicators that people enter, by table and key: keys are of one table alone."""
    kinds = (Kind.ENTERED, Kind.CALLS)
    versions = TableVersion.objects.filter(sheets__month=month).distinct()
    found: dict[str, str] = {}
    for version in versions.select_related("table").order_by("table", "pk"):
        for part in version.parts:
            if part.kind in kinds:
                found[f"{version.table_id}-{part.key}"] = f"{part.label} · {version.table}"  # fmt: skip
    return found


def _label(row: Figure) -> str:
    parts = row.sheet.version.parts
    return next((part.label for part in parts if part.key == row.key), row.key)
