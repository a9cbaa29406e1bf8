"""The sheet as its inspector fills it in: kept at each pause, handed in once."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.posting import key_of
from plugins.inspections.exceptions import InspectionError, StaleError
from plugins.inspections.forms.sheets import SheetForm, personal_data_in
from plugins.inspections.models import Sheet
from plugins.inspections.models.sheet import LONGEST
from plugins.inspections.services.scoring import score_sheet
from plugins.inspections.services.sheets import (
    Written,
    missing_of,
    save_sheet,
    submit_sheet,
)
from plugins.inspections.views.marks import asked_by, marks_in

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in one's own sheet; `pause` keeps it while one writes."""
    user: Any = request.user
    rows = Sheet.objects.filter(inspector=user).with_names()
    row = get_object_or_404(rows.select_related("version__form", "second_of"), pk=pk)
    is_sent = request.method == "POST"
    if not row.is_open or (row.plan.is_closed and not is_sent):
        return redirect(row)
    if not is_sent:
        return _show(request, row, SheetForm(instance=row), _kept(row))
    form = SheetForm(request.POST, instance=row)
    marks = marks_in(request.POST)
    is_pause = "pause" in request.POST
    try:
        saved = _keep(request, row, form, marks, is_last="submit" in request.POST and not is_pause)  # fmt: skip
    except InspectionError as error:
        if is_pause:
            return _paused(request, row, error=str(error))
        row.refresh_from_db(fields=["revision", "state", "marks"])
        return _show(request, row, form, marks, error=error)
    if is_pause:
        return _paused(request, saved, warned=_warned(saved))
    messages.success(request, _said(saved))
    if found := _warned(saved):
        messages.warning(request, _warning(found))
    return redirect("lms_inspections:fill", saved.pk) if saved.is_open else redirect("lms_inspections:mine")  # fmt: skip


def _keep(
    request: HttpRequest,
    row: Sheet,
    form: SheetForm,
    marks: Mapping[str, Any],
    *,
    is_last: bool,
) -> Sheet:
    """Save what was sent, or hand it in; raises InspectionError."""
    if not form.is_valid():
        raise InspectionError(next(iter(form.errors.values()))[0])
    sent: dict[str, Any] = {
        "sheet": row,
        "user": request.user,
        "written": Written(**marks, **form.cleaned_data),
        "revision": key_of(request.POST.get("revision", "")),
        "window": request.POST.get("window", "")[:12].replace("\0", ""),
    }
    if is_last:
        return submit_sheet(**sent, now=timezone.now())
    return save_sheet(**sent)


def _said(saved: Sheet) -> str:
    if saved.is_open:
        return _("Your draft is saved.")
    return _("The sheet is handed in. Thank you.")


def _warning(found: list[str]) -> str:
    said = _("This looks like data of a customer, please leave it out: %(found)s")
    return said % {"found": " · ".join(found[:3])}


def _warned(row: Sheet) -> list[str]:
    texts = (row.reference, row.lines, row.strengths, row.to_do, *row.comments.values())
    return personal_data_in(*texts)


def _kept(row: Sheet) -> Mapping[str, Any]:
    return {"marks": row.marks, "comments": row.comments, "knocked": row.knocked}


def _paused(
    request: HttpRequest, row: Sheet, *, error: str = "", warned: list[str] | None = None
) -> HttpResponse:  # fmt: skip
    """Answer a pause: what the sheet comes to so far, or why it was not kept."""
    context = {
        "error": error,
        "score": score_sheet(row.version.parts, row.marks, row.knocked).score,
        "missing": len(missing_of(row)),
        "warning": _warning(warned) if warned else "",
        "is_saved": not error,
    }
    answer = render(request, "lms_inspections/components/saved.html", context)
    answer["X-Results"] = "yes"
    return answer


def _show(
    request: HttpRequest,
    row: Sheet,
    form: SheetForm,
    marks: Mapping[str, Any],
    *,
    error: InspectionError | None = None,
) -> HttpResponse:
    is_stale = isinstance(error, StaleError)
    criteria = row.version.parts
    context = {
        "sheet": row,
        "form": form,
        "sections": asked_by(criteria, marks),
        "error": "" if form.errors else str(error or ""),
        "revision": row.revision,
        # Once both texts were seen, saving again is meant.
        "window": secrets.token_hex(6),
        "score": score_sheet(criteria, marks["marks"], marks["knocked"]).score,
        "missing": len(missing_of(row)),
        "is_saved": row.revision > 0 and not error,
        "is_stale": is_stale,
        "longest": LONGEST,
    }
    return render(request, "lms_inspections/fill.html", context, status=CONFLICT if is_stale else 200)  # fmt: skip
