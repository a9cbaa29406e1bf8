"""People from a table in Wagtail's admin: upload, preview, result, undo."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from lms.files.exceptions import FileRefusedError
from lms.models import Invitation, PeopleImport, RowKind, Undoing
from lms.people.ceiling import may_import
from lms.people.cells import LABELS, text_of
from lms.people.importing import AppliedAlreadyError, apply_import, keep_table
from lms.people.planning import digest_of, new_teams, plan
from lms.people.undoing import NotUndoableError, undo_import

PAGE_SIZE = 100
MOST_LISTED = 50
_SHOWN_FIRST = (
    *(RowKind.REFUSED, RowKind.ADDED, RowKind.CHANGED, RowKind.TEAM),
    RowKind.UNCHANGED,
)


class UploadForm(forms.Form):
    """The table."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_people(request: HttpRequest) -> HttpResponse:
    """Take a table and lead to its preview; list what was imported before."""
    _check(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = keep_table(
                file=form.cleaned_data["file"], user=request.user, now=timezone.now()
            )
            return redirect("lms_people_import", batch.pk)
        except FileRefusedError as error:
            form.add_error("file", str(error))
    done = PeopleImport.objects.exclude(applied_at=None)
    batches = done.select_related("created_by", "undone_by")[:MOST_LISTED]
    context = {"form": form, "batches": batches, "labels": LABELS.values()}
    return render(request, "lms/people/upload.html", context)


@require_http_methods(["GET", "HEAD"])
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a table would do, or what it did."""
    _check(request)
    batch = get_object_or_404(PeopleImport.objects, pk=pk)
    if batch.applied_at is None:
        return _preview(request, batch)
    rows = batch.outcomes.select_related("person")
    left = rows.filter(undoing=Undoing.LEFT) if batch.undone_at else None
    context = {
        "left": left,
        "invitations": _invitations(batch),
        "may_undo": batch.undone_at is None and _does_something(batch.numbers),
    }
    kind = _chosen(request, batch.numbers)
    found = rows.filter(kind=kind)
    return _page(request, batch, found, batch.numbers, kind, context)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry a table out, if it still does what was shown."""
    _check(request)
    batch = get_object_or_404(PeopleImport, pk=pk)
    shown = request.POST.get("shown")
    if batch.applied_at is None:
        if digest_of(plan(batch.content, request.user)) != shown:
            said = _("Something has changed meanwhile: look at the preview again.")
            messages.warning(request, said)
            return redirect("lms_people_import", pk)
        try:
            invites = "invites" in request.POST
            apply_import(
                batch=batch, user=request.user, now=timezone.now(), invites=invites
            )
            messages.success(request, _("The table is carried out."))
        except AppliedAlreadyError:
            pass  # a second click: the result says what was done
    return redirect("lms_people_import", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what a table did."""
    _check(request)
    batch = get_object_or_404(PeopleImport, pk=pk)
    try:
        undo_import(batch=batch, user=request.user, now=timezone.now())
        messages.success(request, _("The import is undone."))
    except NotUndoableError:
        messages.warning(request, _("There is nothing to undo any more."))
    return redirect("lms_people_import", pk)


def _check(request: HttpRequest) -> None:
    if not may_import(request.user):
        raise PermissionDenied


def _preview(request: HttpRequest, batch: PeopleImport) -> HttpResponse:
    plans = plan(batch.content, request.user)
    numbers: dict[str, int] = {}
    for row in plans:
        numbers[row.kind] = numbers.get(row.kind, 0) + 1
    kind = _chosen(request, numbers)
    context = {
        "digest": digest_of(plans),
        "unknown": batch.content.get("unknown", []),
        "new_teams": new_teams(plans),
        "does_something": _does_something(numbers),
    }
    rows = [row for row in plans if row.kind == kind]
    return _page(request, batch, rows, numbers, kind, context)


def _does_something(numbers: dict[str, int]) -> bool:
    return bool({RowKind.ADDED, RowKind.CHANGED, RowKind.TEAM} & {*numbers})


def _chosen(request: HttpRequest, numbers: dict[str, int]) -> str:
    """Return the kind that is shown: first of all what is refused."""
    wanted = request.GET.get("kind", "")
    there = [kind for kind in _SHOWN_FIRST if numbers.get(kind)]
    return wanted if wanted in there else str(there[0]) if there else ""


def _page(
    request: HttpRequest,
    batch: PeopleImport,
    rows: Any,
    numbers: dict[str, int],
    kind: str,
    more: dict[str, Any],
) -> HttpResponse:
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.shown = [
            (LABELS[fact], *(text_of(fact, text) for text in texts))
            for fact, texts in row.changes.items()
        ]
    context = {
        **more,
        "batch": batch,
        "page": page,
        "kind": kind,
        "is_new": kind == RowKind.ADDED,
        "tabs": [(k, k.label, numbers[k]) for k in _SHOWN_FIRST if numbers.get(k)],
        "index_url": reverse("lms_people_imports"),
    }
    return render(request, "lms/people/import.html", context)


def _invitations(batch: PeopleImport) -> list[tuple[str, int]]:
    rows = batch.outcomes.exclude(invitation="")
    counts = [
        (str(k.label), rows.filter(invitation=k).count()) for k in Invitation if k
    ]
    return [(label, number) for label, number in counts if number]
