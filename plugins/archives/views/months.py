"""The archive: months, the report of each, and what people add to it."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format, write_workbook
from lms.extensions import indicators
from lms.files.exceptions import FileRefusedError
from lms.files.sending import send
from lms.posting import key_of
from plugins.archives.comparing import misses, number
from plugins.archives.exceptions import ArchiveError
from plugins.archives.forms.months import DocumentForm, GoalsForm, MonthForm, NoteForm
from plugins.archives.models import KEEP, Document, Edition, Goal, Month, month_name
from plugins.archives.services.figures import read
from plugins.archives.services.freezing import freeze
from plugins.archives.services.keeping import (
    add_document,
    add_note,
    remove_document,
    set_goals,
)
from plugins.archives.views.reading import Line, figure_text, lines_of, tables_of
from plugins.archives.weeks import shifted

PAGE_SIZE = 24
_BACK = 12
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = {
    "label": pgettext_lazy("archive", "indicator"),
    "value": pgettext_lazy("archive", "figure"),
    "to_month_before.before": gettext_lazy("month before"),
    "to_year_before.before": gettext_lazy("same month of the year before"),
    "goal": pgettext_lazy("archive", "goal"),
    "people": gettext_lazy("people behind it"),
}
keeper = permission_required(KEEP, raise_exception=True)


def _past_months() -> list[date]:
    this = timezone.localdate().replace(day=1)
    return [shifted(this, -n) for n in range(1, _BACK + 1)]


@require_safe
@keeper
def months(request: HttpRequest) -> HttpResponse:
    """List the months that are kept, the newest first."""
    rows = Edition.objects.newest().defer("tables").order_by("-month__first")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": [(row, _missed(row)) for row in page.object_list],
        "pages": pages_of(page, Choices(request.GET, {})),
        "form": MonthForm(months=_past_months()),
    }
    return render(request, "lms_archives/months.html", context)


def _missed(edition: Edition) -> int:
    return sum(
        misses(number(row["value"]), number(row["goal"]), more_is_better=row["more"])
        for row in edition.figures
    )


@require_POST
@keeper
def freeze_month(request: HttpRequest) -> HttpResponse:
    """Freeze a month; again changes nothing where nothing is another."""
    form = MonthForm(request.POST, months=_past_months())
    if not form.is_valid():
        messages.error(request, _("Please choose a month that is over."))
        return redirect("lms_archives:months")
    first = form.cleaned_data["month"]
    try:
        made = freeze(first=first, user=request.user, now=timezone.now())
    except ArchiveError as error:
        messages.error(request, str(error))
        return redirect("lms_archives:months")
    if made is None:
        messages.info(request, _("Nothing is another than in the last version."))
    else:
        said = _("%(month)s is frozen: version %(number)s.")
        messages.success(request, said % {"month": month_name(first), "number": made.number})  # fmt: skip
    return redirect(Month.objects.get(first=first))


@require_safe
@keeper
def month(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the report of a month, or hand it out as a table."""
    return _show(request, get_object_or_404(Month, pk=pk))


def _show(request: HttpRequest, row: Month, **forms: Any) -> HttpResponseBase:
    editions = row.editions.select_related("frozen_by", "month")
    asked = request.GET.get("version", "")
    shown = get_object_or_404(
        editions, number=key_of(asked) if asked else row.newest
    )  # fmt: skip
    lines = lines_of(shown)
    if kind := wanted_format(request):
        return _handed_out(shown, lines, kind)
    versions = editions.defer("figures", "tables")
    context = {
        "month": row,
        "edition": shown,
        "is_newest": shown.number == row.newest,
        "lines": lines,
        "missed": [line for line in lines if line.is_missed],
        "with_teams": [line for line in lines if line.teams],
        "tables": tables_of(shown),
        "versions": [(each, [_told(c) for c in each.changes]) for each in versions],
        "documents": row.documents.select_related("by"),
        "notes": row.notes.select_related("by"),
        "note_form": forms.get("note") or NoteForm(),
        "document_form": forms.get("document") or DocumentForm(),
        "export": f"?version={shown.number}&export=",
    }
    return render(request, "lms_archives/month.html", context)


def _told(change: Mapping[str, Any]) -> dict[str, str]:
    """Return a change of a version as people read it."""
    is_figure = change["kind"] == "value"

    def text(value: str | None) -> str:
        return figure_text(number(value), change["unit"] if is_figure else "")

    return {
        "label": read(change["label"]),
        "before": text(change["before"]),
        "after": text(change["after"]),
        "is_same": change["before"] == change["after"],
    }


def _handed_out(edition: Edition, lines: list[Line], kind: str) -> HttpResponseBase:
    name = f"archive-{edition.month.first:%Y-%m}-{edition.number}"
    if kind == "csv":
        return as_table(lines, columns=COLUMNS, name=name, kind=kind)
    sheets: dict[str, Any] = {_("Figures"): [_cells(line) for line in lines]}
    for place, table in enumerate(tables_of(edition), 1):
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        sheets[f"{place} {table.title}"[:31]] = rows or [dict.fromkeys(table.columns, "")]  # fmt: skip
    out = BytesIO()
    write_workbook(sheets, out)
    answer = HttpResponse(out.getvalue(), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _cells(line: Line) -> dict[str, Any]:
    values = (
        line.label,
        line.value,
        line.to_month_before.before,
        line.to_year_before.before,
        line.goal,
        line.people,
    )
    plain = [float(v) if v is not None and not isinstance(v, str) else v for v in values]  # fmt: skip
    return dict(zip(map(str, COLUMNS.values()), plain, strict=True))


@require_POST
@keeper
def step(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    """Add a note or a document; what was written stays when it is refused."""
    row = get_object_or_404(Month, pk=pk)
    user, now = request.user, timezone.now()
    if step == "note":
        note = NoteForm(request.POST)
        if not note.is_valid():
            return _show(request, row, note=note)
        add_note(month=row, text=note.cleaned_data["text"], user=user, now=now)
        messages.success(request, _("The note is kept."))
    elif step == "document":
        form = DocumentForm(request.POST, request.FILES)
        if not form.is_valid():
            return _show(request, row, document=form)
        try:
            add_document(month=row, user=user, now=now, **form.cleaned_data)
        except (FileRefusedError, ArchiveError) as error:
            form.add_error("file", str(error))
            return _show(request, row, document=form)
        messages.success(request, _("The document is kept."))
    else:
        raise Http404
    return redirect(row)


@require_safe
@keeper
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a document, to be saved."""
    row = get_object_or_404(Document, pk=pk)
    return send(request, row, mime=row.mime, filename=row.filename)


@require_POST
@keeper
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document away."""
    row = get_object_or_404(Document.objects.select_related("month"), pk=pk)
    remove_document(document=row)
    messages.success(request, _("The document is taken away."))
    return redirect(row.month)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper
def goals(request: HttpRequest) -> HttpResponse:
    """Set what indicators should be."""
    labels = [(each.key, each.item.label) for each in indicators.enabled()]
    known = dict(Goal.objects.values_list("indicator", "value"))
    form = GoalsForm(request.POST or None, labels=labels, initial=known)
    if request.method == "POST" and form.is_valid():
        set_goals(goals=form.cleaned_data, user=request.user, now=timezone.now())
        messages.success(request, _("The goals are kept, for months frozen from now on."))  # fmt: skip
        return redirect("lms_archives:goals")
    return render(request, "lms_archives/goals.html", {"form": form})
