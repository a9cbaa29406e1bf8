"""A sheet as it is read, and what people do about it."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lms.posting import key_of, text_of
from plugins.inspections.enums import Level, Redraw, SheetState
from plugins.inspections.exceptions import InspectionError, WrongScoreError
from plugins.inspections.forms.plans import ActionForm, InspectorForm
from plugins.inspections.models import KEEP, Action, Sheet
from plugins.inspections.models.sheet import LONGEST
from plugins.inspections.services.answering import (
    acknowledge,
    confirm,
    decide,
    finish,
    may_decide,
    may_improve,
    object_to,
    remove_action,
    reopen,
    set_action,
)
from plugins.inspections.services.drawing import is_for_teams, redraw
from plugins.inspections.services.plans import setting
from plugins.inspections.services.scoring import lost_of
from plugins.inspections.services.sheets import (
    ask_second,
    assign_sheet,
    compare,
    give_back,
    offered_inspectors,
    release_sheet,
)

Take = Callable[[HttpRequest, Sheet, Mapping[str, Any]], object]
_LONGEST_SCORE = 8


def _acknowledge(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    acknowledge(sheet=row, user=request.user, now=timezone.now())


def _object(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    object_to(sheet=row, user=request.user, reason=_words(request, "reason"), now=timezone.now())  # fmt: skip


def _decide(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    objection = getattr(row, "objection", None)
    if objection is None:
        raise Http404
    is_changed = request.POST.get("outcome") == "changed"
    score = _score(request.POST.get("score", "")) if is_changed else None
    decide(objection=objection, user=request.user, words=_words(request, "words"), score=score, now=timezone.now())  # fmt: skip


def _score(text: str) -> Decimal:
    try:
        if len(text) > _LONGEST_SCORE:
            raise WrongScoreError
        return Decimal(text.strip())
    except InvalidOperation:
        raise WrongScoreError from None


def _words(request: HttpRequest, name: str) -> str:
    return text_of(request, name, LONGEST).replace("\0", "")


def _release(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    release_sheet(sheet=row, user=request.user, now=timezone.now())


def _return(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    give_back(sheet=row, user=request.user, now=timezone.now())


def _redraw(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    how = request.POST.get("how", "")
    if how not in Redraw.values:
        raise Http404
    reason = _words(request, "reason")[:300]
    redraw(sheet=row, how=Redraw(how), reason=reason, user=request.user, now=timezone.now())  # fmt: skip


def _assign(request: HttpRequest, row: Sheet, known: Mapping[str, Any]) -> None:
    assign_sheet(sheet=row, inspector=known["inspector"], user=request.user, now=timezone.now())  # fmt: skip


def _second(request: HttpRequest, row: Sheet, known: Mapping[str, Any]) -> None:
    ask_second(sheet=row, inspector=known["inspector"], user=request.user, now=timezone.now())  # fmt: skip


def _act(request: HttpRequest, row: Sheet, known: Mapping[str, Any]) -> None:
    set_action(sheet=row, user=request.user, now=timezone.now(), **known)


def _action(request: HttpRequest, row: Sheet) -> Action:
    return get_object_or_404(row.actions, pk=key_of(request.POST.get("action", "")))


def _finish(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    finish(action=_action(request, row), user=request.user, now=timezone.now())


def _confirm(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    confirm(action=_action(request, row), user=request.user, now=timezone.now())


def _reopen(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    reopen(action=_action(request, row), user=request.user)


def _remove(request: HttpRequest, row: Sheet, _known: Mapping[str, Any]) -> None:
    remove_action(action=_action(request, row), user=request.user)


STEPS: Mapping[str, tuple[Take, Any]] = {
    "acknowledge": (_acknowledge, gettext_lazy("Noted: you have read it.")),
    "object": (_object, gettext_lazy("Your objection is kept. Somebody else than the inspector decides.")),
    "decide": (_decide, gettext_lazy("Decided; both are told, and both scores stand side by side.")),
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
FORMS = ("assign", "second", "act")


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a sheet to whom it concerns: inspector, keepers, the person once it is released."""
    return _show(request, _sheet(request, pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Do one thing about a sheet; what was written stays when it is refused."""
    row = _sheet(request, pk)
    if step not in STEPS:
        raise Http404
    take, done = STEPS[step]
    form = _form(row, step, request.POST) if step in FORMS else None
    if form is not None and not form.is_valid():
        return _show(request, row, step, form)
    try:
        take(request, row, form.cleaned_data if form else {})
    except InspectionError as error:
        messages.error(request, str(error))
        return _show(request, row, step, form)
    messages.success(request, str(done))
    is_seen = Sheet.objects.visible_for(request.user).filter(pk=row.pk).exists()
    return redirect(row if is_seen else "lms_inspections:mine")


def _sheet(request: HttpRequest, pk: int) -> Sheet:
    rows = Sheet.objects.visible_for(request.user).with_names().with_result()
    related = ("version__form", "objection__decided_by", "second_of", "released_by", "plan")  # fmt: skip
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _form(row: Sheet, name: str, data: Any = None) -> Any:
    if name == "act":
        criteria = [(each.key, each.label) for each in row.version.parts]
        return ActionForm(data, criteria=criteria, auto_id="act-%s")
    return InspectorForm(
        data,
        offered=[each.pk for each in offered_inspectors(row, timezone.localdate())],
        auto_id=f"{name}-%s",
    )


def _show(
    request: HttpRequest, row: Sheet, tried: str = "", tried_form: Any = None
) -> HttpResponse:
    user: Any = request.user
    today = timezone.localdate()
    may = _rights(row, user)
    forms = {
        name: tried_form
        if name == tried and tried_form is not None
        else _form(row, name)
        for name in FORMS
        if may[name]
    }
    parts = row.version.parts
    names = {each.key: each.label for each in parts}
    queries = {each.key: each.query for each in parts}
    objection = getattr(row, "objection", None)
    until = row.objects_until(setting("objection_days"))
    context = {
        "sheet": row,
        "sections": _sections(row) if row.submitted_at or may["is_inspector"] else (),
        "knocked": [each for each in parts if each.key in row.knocked],
        "objection": objection,
        "objects_until": until,
        "may": may,
        "forms": forms,
        "actions": [
            (each, names.get(each.criterion, ""), queries.get(each.criterion, ""), each.is_late_on(today))
            for each in row.actions.select_related("confirmed_by")
        ],
        "seconds": _seconds(row, user),
        "redraws": _redraws(row) if may["redraw"] else (),
        "tried": tried,
        "typed": request.POST,
        "limit": setting("calibration_limit"),
    }  # fmt: skip
    return render(request, "lms_inspections/sheet.html", context)


def _rights(row: Sheet, user: Any) -> dict[str, bool]:
    """Return what somebody may do about a sheet now."""
    is_person, is_inspector = user.pk == row.person_id, user.pk == row.inspector_id
    is_on = not row.plan.is_closed
    is_first = row.second_of_id is None
    keeps = is_on and not is_person and user.has_perm(KEEP)
    objection = getattr(row, "objection", None)
    until = row.objects_until(setting("objection_days"))
    in_time = until is None or timezone.localdate() <= until
    return {
        "is_person": is_person,
        "is_inspector": is_inspector,
        "fill": is_inspector and row.is_open and is_on,
        "acknowledge": is_person and row.is_released and row.acknowledged_at is None,
        "object": is_person and row.is_released and is_on and in_time and objection is None,
        "decide": bool(is_on and objection and objection.is_open and may_decide(row, user)),
        "release": keeps and is_first and row.state == SheetState.SUBMITTED,
        "return": keeps and is_first and row.state == SheetState.SUBMITTED and not row.seconds.exists(),
        "redraw": is_on and is_first and row.is_open and (keeps or is_inspector),
        "assign": keeps and row.is_open,
        "second": keeps and is_first and row.happened_on is not None and row.state != SheetState.VOID,
        "act": row.is_released and is_first and may_improve(row, user),
        "improve": may_improve(row, user),
    }  # fmt: skip


def _sections(row: Sheet) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the criteria with their marks, by section."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in row.version.parts:
        level = row.marks.get(each.key)
        anchors = dict(each.scale)
        lost = lost_of(each, level)
        mark = {
            "criterion": each,
            "level": Level(level) if level else None,
            "anchor": anchors.get(Level(level), "") if level else "",
            "lost": lost,
            "got": each.points - lost,
            "comment": row.comments.get(each.key, ""),
            "is_knocked": each.key in row.knocked,
        }
        found.setdefault(each.part, []).append(mark)
    return [*found.items()]


def _seconds(row: Sheet, user: Any) -> list[dict[str, Any]]:
    """Return ratings of the same by others; the inspected person sees none of it."""
    if user.pk == row.person_id:
        return []
    seconds = Sheet.objects.visible_for(user).filter(second_of=row).with_names()
    found = []
    for each in seconds.exclude(state=SheetState.VOID).select_related("version"):
        is_in = row.score is not None and each.score is not None
        gap = abs((row.score or 0) - (each.score or 0)) if is_in else None
        is_far = gap is not None and gap > setting("calibration_limit")
        differences = compare(row, each) if is_in else []
        found.append({"sheet": each, "gap": gap, "is_far": is_far, "differences": differences})  # fmt: skip
    return found


def _redraws(row: Sheet) -> list[tuple[str, str]]:
    """Return what may take its place."""
    is_team = is_for_teams(row)
    return [
        (each.value, str(each.label))
        for each in Redraw
        if is_team or each != Redraw.PERSON
    ]
