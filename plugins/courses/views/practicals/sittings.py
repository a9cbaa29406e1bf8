"""One sitting, as candidate, judge, organiser and manager see it; and its steps."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from plugins.courses.enums import NoteKind, SheetState, SittingState
from plugins.courses.exceptions import CourseError, WhyMissingError, WrongScoreError
from plugins.courses.forms.fields import key_of
from plugins.courses.forms.practicals import (
    JudgeForm,
    MoveForm,
    ReasonForm,
    ScoreForm,
    judges,
)
from plugins.courses.models import ScoreSheet, Sitting
from plugins.courses.models.sitting import LONGEST_COMMENT, ORGANISE
from plugins.courses.services.practicals.deciding import (
    correct_sitting,
    decide_sitting,
    reply_to,
    uphold,
)
from plugins.courses.services.practicals.judges import (
    ask_third_judge,
    replace_judge,
    unlock_sheet,
)
from plugins.courses.services.practicals.offered import links_of_scene
from plugins.courses.services.practicals.planning import cancel_sitting, move_sitting
from plugins.courses.services.practicals.scoring import spread_of
from plugins.courses.services.practicals.sheets import shown_sheets
from plugins.courses.views.practicals.explaining import explain

Take = Callable[[HttpRequest, Sitting], None]


def _filled(form: forms.Form) -> dict[str, Any]:
    """Return what was filled in; raises the error that says what is missing."""
    if form.is_valid():
        return form.cleaned_data
    raise WrongScoreError if "score" in form.errors else WhyMissingError


def _with(form: type[forms.Form], service: Callable[..., Any]) -> Take:
    def take(request: HttpRequest, sitting: Sitting) -> None:
        known = _filled(form(request.POST))
        service(sitting=sitting, user=request.user, now=timezone.now(), **known)

    return take


def _reply(request: HttpRequest, sitting: Sitting) -> None:
    text = request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST_COMMENT]
    wants = "wants_review" in request.POST
    reply_to(sitting=sitting, user=request.user, text=text, wants_review=wants, now=timezone.now())  # fmt: skip


def _of_sheet(form: type[forms.Form], service: Callable[..., Any]) -> Take:
    def take(request: HttpRequest, sitting: Sitting) -> None:
        key = key_of(request.POST.get("sheet", ""))
        sheet = get_object_or_404(sitting.sheets.filter(pk=key))
        known = _filled(form(request.POST))
        service(sheet=sheet, user=request.user, now=timezone.now(), **known)

    return take


STEPS: Mapping[str, tuple[Take, Any]] = {
    "move": (_with(MoveForm, move_sitting), gettext_lazy("The sitting is moved.")),
    "cancel": (
        _with(ReasonForm, cancel_sitting),
        gettext_lazy("The sitting is cancelled. It counts as no attempt."),
    ),
    "replace": (
        _of_sheet(JudgeForm, replace_judge),
        gettext_lazy("The other judge is told."),
    ),
    "unlock": (
        _of_sheet(ReasonForm, unlock_sheet),
        gettext_lazy("The judge has the sheet back."),
    ),
    "third-judge": (
        _with(JudgeForm, ask_third_judge),
        gettext_lazy("The other judge is told."),
    ),
    "decide": (_with(ScoreForm, decide_sitting), gettext_lazy("The mark is given.")),
    "correct": (
        _with(ScoreForm, correct_sitting),
        gettext_lazy("The mark is corrected; the earlier one stays in the history."),
    ),
    "uphold": (_with(ReasonForm, uphold), gettext_lazy("The review is answered.")),
    "reply": (_reply, gettext_lazy("Your reply is kept.")),
}


@require_safe
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a sitting, with what this person may see of it now."""
    return _show(request, _find(request, pk))


def _show(request: HttpRequest, row: Sitting, tried: str = "") -> HttpResponse:
    """Show it; `tried` is a step that was not taken, with what was filled in."""
    user: Any = request.user
    sheets = [*row.sheets.select_related("judge")]
    shown = [*shown_sheets(row, user)]
    is_candidate = row.candidate_id == user.pk
    own = next((each for each in sheets if each.judge_id == user.pk), None)
    organises = user.has_perm(ORGANISE) and not is_candidate
    is_revealed = row.is_over or not is_candidate
    context = {
        "sitting": row,
        "tried": tried,
        "filled": request.POST,
        "scene": row.played,
        "is_candidate": is_candidate,
        "organises": organises,
        "own": own if not is_candidate else None,
        "seats": sheets if organises else [],
        "is_revealed": is_revealed,
        "judged": [_judged(row, each) for each in shown if each.total is not None],
        "names_judges": not is_candidate or row.practical.shows_judges,
        "links": links_of_scene(row.scene, user) if is_revealed else [],
        "history": _history(row) if row.is_over or organises else [],
        "notes": _notes(row, sees_all=organises or row.is_over),
        **_offers(row, user, sheets, shown, organises=organises),
    }
    return render(request, "lms_courses/practicals/sitting.html", context)


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step; what cannot be done is said, and nothing was changed."""
    row = _find(request, pk)
    if step not in STEPS:
        raise Http404
    take, done = STEPS[step]
    try:
        take(request, row)
    except CourseError as error:
        messages.error(request, explain(error))
        return _show(request, _find(request, pk), tried=step)
    messages.success(request, str(done))
    return redirect("lms_courses:practical_sitting", pk)


def _find(request: HttpRequest, pk: int) -> Sitting:
    rows = Sitting.objects.visible_for(request.user).select_related(
        "practical__course", "candidate", "scene", "rubric__rubric", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _judged(row: Sitting, sheet: ScoreSheet) -> dict[str, Any]:
    """Return a sheet as it is read: criterion, points, anchor reached, comment."""
    lines = {turn.number: turn for turn in row.played.turns}
    return {
        "sheet": sheet,
        "rows": [
            (
                each,
                sheet.marks.get(str(place)),
                each.reached(sheet.marks.get(str(place))),
                sheet.comments.get(str(place), ""),
            )
            for place, each in enumerate(row.rubric.parts)
        ],
        "lines": [
            (lines.get(int(number)), text) for number, text in sheet.lines.items()
        ],
    }


def _notes(row: Sitting, *, sees_all: bool) -> Any:
    """Return what was done about it; until it is over, others see where it went alone."""
    found = row.notes.select_related("by")
    where = (NoteKind.MOVED, NoteKind.CANCELLED)
    return found if sees_all else found.filter(kind__in=where)


def _history(row: Sitting) -> list[Any]:
    """Return the marks that the present one replaced, the newest first."""
    found, result = [], row.result
    while result is not None and result.replaces is not None:
        result = result.replaces
        found.append(result)
    return found


def _offers(
    row: Sitting, user: Any, sheets: list[ScoreSheet], shown: list[ScoreSheet], *, organises: bool
) -> dict[str, Any]:  # fmt: skip
    """Return which steps are offered; the services decide once more."""
    is_judge = any(each.judge_id == user.pk for each in sheets)
    is_waiting = row.state in {SittingState.PLANNED, SittingState.OPEN}
    is_begun = any(each.is_in for each in sheets)
    differ = organises and row.state == SittingState.SCORED
    asked = any(each.is_deciding for each in sheets)
    totals = [each.total for each in shown if each.total is not None]
    is_open_review = row.wants_review and row.reviewed_at is None
    may_decide = differ and not is_judge
    may_correct = organises and row.is_over and not is_judge
    taken = {each.judge_id for each in sheets} | {user.pk, row.candidate_id}
    free = judges().exclude(pk__in=taken) if organises and row.is_ahead else []
    return {
        "may_move": organises and is_waiting and not is_begun,
        "may_unlock": organises
        and row.is_ahead
        and not asked
        and any(each.state == SheetState.SUBMITTED for each in sheets),
        "may_decide": may_decide,
        "third_judges": free if differ and not asked else [],
        "other_judges": free if organises and row.is_ahead else [],
        "may_correct": may_correct
        and not (is_open_review and row.decided_by_id == user.pk),
        "is_open_review": is_open_review,
        "may_reply": row.candidate_id == user.pk and row.is_over and not row.replied_at,
        "spread": spread_of(totals) if differ and len(totals) > 1 else None,
    }
