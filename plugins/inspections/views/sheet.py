"""A sheet as it is read, and what people do about it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lms.posting import Steps, key_of, take_step, text_of
from plugins.inspections.enums import Redraw
from plugins.inspections.exceptions import InspectionError
from plugins.inspections.models import Action, Sheet
from plugins.inspections.models.sheet import LONGEST
from plugins.inspections.services.answering import (
    acknowledge,
    confirm,
    decide,
    finish,
    object_to,
    remove_action,
    reopen,
    set_action,
)
from plugins.inspections.services.drawing import redraw
from plugins.inspections.services.scoring import score_sheet
from plugins.inspections.services.sheets import (
    Written,
    ask_second,
    assign_sheet,
    give_back,
    release_sheet,
)
from plugins.inspections.views.marks import marks_in
from plugins.inspections.views.sheet_page import FORMS, form_of, show_sheet


def _acknowledge(request: HttpRequest, row: Sheet) -> None:
    acknowledge(sheet=row, user=request.user, now=timezone.now())


def _object(request: HttpRequest, row: Sheet) -> None:
    object_to(sheet=row, user=request.user, reason=text_of(request, "reason", LONGEST), now=timezone.now())  # fmt: skip


def _decide(request: HttpRequest, row: Sheet) -> None:
    objection = getattr(row, "objection", None)
    if objection is None:
        raise Http404
    sent = marks_in(request.POST)
    is_changed = request.POST.get("outcome") == "changed"
    rating = Written(marks=sent["marks"], knocked=sent["knocked"]) if is_changed else None  # fmt: skip
    decide(objection=objection, user=request.user, words=text_of(request, "words", LONGEST), rating=rating, now=timezone.now())  # fmt: skip


def _release(request: HttpRequest, row: Sheet) -> None:
    release_sheet(sheet=row, user=request.user, now=timezone.now())


def _return(request: HttpRequest, row: Sheet) -> None:
    give_back(sheet=row, user=request.user, now=timezone.now())


def _redraw(request: HttpRequest, row: Sheet) -> None:
    how = request.POST.get("how", "")
    if how not in Redraw.values:
        raise Http404
    reason = text_of(request, "reason", 300)
    redraw(sheet=row, how=Redraw(how), reason=reason, user=request.user, now=timezone.now())  # fmt: skip


def _assign(request: HttpRequest, row: Sheet, known: Mapping[str, Any]) -> None:
    assign_sheet(sheet=row, inspector=known["inspector"], user=request.user, now=timezone.now())  # fmt: skip


def _second(request: HttpRequest, row: Sheet, known: Mapping[str, Any]) -> None:
    ask_second(sheet=row, inspector=known["inspector"], user=request.user, now=timezone.now())  # fmt: skip


def _act(request: HttpRequest, row: Sheet, known: Mapping[str, Any]) -> None:
    set_action(sheet=row, user=request.user, now=timezone.now(), **known)


def _action(request: HttpRequest, row: Sheet) -> Action:
    return get_object_or_404(row.actions, pk=key_of(request.POST.get("action", "")))


def _finish(request: HttpRequest, row: Sheet) -> None:
    finish(action=_action(request, row), user=request.user, now=timezone.now())


def _confirm(request: HttpRequest, row: Sheet) -> None:
    confirm(action=_action(request, row), user=request.user, now=timezone.now())


def _reopen(request: HttpRequest, row: Sheet) -> None:
    reopen(action=_action(request, row), user=request.user)


def _remove(request: HttpRequest, row: Sheet) -> None:
    remove_action(action=_action(request, row), user=request.user)


STEPS: Steps = {
    "acknowledge": (_acknowledge, gettext_lazy("Noted: you have read it.")),
    "object": (_object, gettext_lazy("Your objection is kept. Somebody else than the inspector decides.")),
    "decide": (_decide, gettext_lazy("Decided; both are told, and both stand side by side.")),
    "release": (_release, gettext_lazy("Released; the person is told.")),
    "return": (_return, gettext_lazy("Given back; the inspector is told.")),
    "redraw": (_redraw, gettext_lazy("Given up, with your reason.")),
    "assign": (_assign, gettext_lazy("The sheet has another inspector, who is told.")),
    "second": (_second, gettext_lazy("A second rating is asked for, blind.")),
    "act": (_act, gettext_lazy("Set; the person is told.")),
    "finish": (_finish, gettext_lazy("Done. Whoever set it confirms it.")),
    "confirm": (_confirm, gettext_lazy("Confirmed.")),
    "reopen": (_reopen, gettext_lazy("It is open again.")),
    "remove": (_remove, gettext_lazy("It is taken away.")),
}  # fmt: skip


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a sheet to whom it concerns: inspector, keepers, the person once it is released."""
    return show_sheet(request, _sheet(request, pk))


@require_safe
def weigh(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a sheet would come to with other marks, before that is decided."""
    row = _sheet(request, pk)
    sent = marks_in(request.GET)
    marks = {**row.marks, **sent["marks"]}
    score = score_sheet(row.version.parts, marks, sent["knocked"]).score
    context = {"score": score, "was": row.score}
    answer = render(request, "lms_inspections/components/weighed.html", context)
    answer["X-Results"] = "yes"
    return answer


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Do one thing about a sheet; what was written stays when it is refused."""
    row = _sheet(request, pk)
    form = form_of(row, step, request.POST) if step in FORMS else None
    if not take_step(request, STEPS, step, row, form=form, refusal=InspectionError):
        return show_sheet(request, row, step, form)
    is_seen = Sheet.objects.visible_for(request.user).filter(pk=row.pk).exists()
    return redirect(row if is_seen else "lms_inspections:mine")


def _sheet(request: HttpRequest, pk: int) -> Sheet:
    rows = Sheet.objects.visible_for(request.user).with_names().with_result()
    related = ("version__form", "objection__decided_by", "second_of", "released_by", "plan")  # fmt: skip
    return get_object_or_404(rows.select_related(*related), pk=pk)
