"""What the page of a sheet shows, and what may be done there."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plugins.inspections.enums import Level, Redraw, SheetState
from plugins.inspections.forms.plans import ActionForm, InspectorForm
from plugins.inspections.models import KEEP, Sheet
from plugins.inspections.services.answering import may_decide, may_improve
from plugins.inspections.services.drawing import is_for_teams
from plugins.inspections.services.plans import setting
from plugins.inspections.services.scoring import lost_of
from plugins.inspections.services.sheets import compare, offered_inspectors
from plugins.inspections.views.marks import Sections, asked_by, marks_in

FORMS = ("assign", "second", "act")


def form_of(row: Sheet, name: str, data: Any = None) -> Any:
    """Return the form of a step, filled in or not."""
    if name == "act":
        criteria = [(each.key, each.label) for each in row.version.parts]
        return ActionForm(data, criteria=criteria, auto_id="act-%s")
    return InspectorForm(
        data,
        offered=[each.pk for each in offered_inspectors(row, timezone.localdate())],
        auto_id=f"{name}-%s",
    )


def show_sheet(
    request: HttpRequest, row: Sheet, tried: str = "", tried_form: Any = None
) -> HttpResponse:
    """Show a sheet; `tried` is a step that was refused, with what was filled in."""
    user: Any = request.user
    today = timezone.localdate()
    may = _rights(row, user)
    forms = {
        name: tried_form
        if name == tried and tried_form is not None
        else form_of(row, name)
        for name in FORMS
        if may[name]
    }
    parts = row.version.parts
    names = {each.key: each.label for each in parts}
    queries = {each.key: each.query for each in parts}
    objection = getattr(row, "objection", None)
    final = _final(row, objection)
    typed = marks_in(request.POST) if tried == "decide" else final
    context = {
        "sheet": row,
        "sections": _sections(row, final) if row.submitted_at or may["is_inspector"] else (),
        "knocked": [each for each in parts if each.key in final["knocked"]],
        "objection": objection,
        "objects_until": row.objects_until(setting("objection_days")),
        "to_decide": asked_by(parts, typed) if may["decide"] else (),
        "may": may,
        "forms": forms,
        "actions": [
            (each, names.get(each.criterion, ""), queries.get(each.criterion, ""), each.is_late_on(today))
            for each in row.actions.select_related("confirmed_by")
        ],
        "others": _others(row, user),
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


def _final(row: Sheet, objection: Any) -> dict[str, Any]:
    """Return the marks that count: those of the sheet, or decided on an objection."""
    of = row if objection is None or objection.marks is None else objection
    return {"marks": of.marks, "knocked": of.knocked, "comments": row.comments}


def _sections(row: Sheet, final: Mapping[str, Any]) -> Sections:
    """Return the criteria with the marks that count, and what was scored if it differs."""
    found = asked_by(row.version.parts, final)
    for asked in (each for _section, part in found for each in part):
        criterion = asked["criterion"]
        level, scored = asked["level"], row.marks.get(criterion.key)
        lost = lost_of(criterion, level)
        asked |= {
            "level": Level(level) if level else None,
            "anchor": dict(criterion.scale).get(level, ""),
            "lost": lost,
            "got": criterion.points - lost,
            "scored": Level(scored) if scored and scored != level else None,
            "was_decided": asked["is_knocked"] != (criterion.key in row.knocked),
        }
    return found


def _others(row: Sheet, user: Any) -> list[dict[str, Any]]:
    """Return ratings of the same by others; the inspected person sees none of it."""
    if user.pk == row.person_id:
        return []
    same = Q(second_of=row.pk) | Q(pk=row.second_of_id)
    rows = Sheet.objects.visible_for(user).filter(same).exclude(state=SheetState.VOID)
    found = []
    for each in rows.with_names().select_related("version"):
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
