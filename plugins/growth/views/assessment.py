"""An assessment: rated by both, talked about, agreed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lms.posting import key_of, text_of
from plugins.growth.enums import AssessmentState
from plugins.growth.exceptions import GrowthError
from plugins.growth.models import Assessment, Mark
from plugins.growth.models.assessment import MOST_WORDS
from plugins.growth.services.assessing import (
    Said,
    agree,
    disagree,
    save_rating,
    settle,
    visible_assessments,
)
from plugins.growth.views.mine import evidence_of

_WORDS = 300


def _marks(row: Assessment) -> list[Mark]:
    return [*row.marks.select_related("skill")]


def _rate(request: HttpRequest, row: Assessment, *, is_done: bool) -> None:
    rating = {
        mark.pk: Said(
            key_of(request.POST.get(f"level-{mark.pk}", "")) or None,
            text_of(request, f"words-{mark.pk}", _WORDS),
        )
        for mark in row.marks.all()
    }
    save_rating(assessment=row, rating=rating, user=request.user, now=timezone.now(), is_done=is_done)  # fmt: skip


def _save(request: HttpRequest, row: Assessment) -> None:
    _rate(request, row, is_done=False)


def _hand_in(request: HttpRequest, row: Assessment) -> None:
    _rate(request, row, is_done=True)


def _settle(request: HttpRequest, row: Assessment) -> None:
    sent = {mark.pk: request.POST.get(f"level-{mark.pk}", "") for mark in row.marks.all()}  # fmt: skip
    levels = {key: key_of(text) for key, text in sent.items() if text}
    settle(assessment=row, levels=levels, note=text_of(request, "note", MOST_WORDS), user=request.user, now=timezone.now())  # fmt: skip


def _agree(request: HttpRequest, row: Assessment) -> None:
    agree(assessment=row, user=request.user, now=timezone.now())


def _disagree(request: HttpRequest, row: Assessment) -> None:
    disagree(assessment=row, words=text_of(request, "answer", MOST_WORDS), user=request.user, now=timezone.now())  # fmt: skip


STEPS: Mapping[str, tuple[Any, Any]] = {
    "save": (_save, gettext_lazy("Saved. Hand it in when you are done.")),
    "hand-in": (_hand_in, gettext_lazy("Handed in. When both have rated, each sees what the other did.")),
    "settle": (_settle, gettext_lazy("Kept. The person is asked to agree.")),
    "agree": (_agree, gettext_lazy("Agreed: from now on these levels count.")),
    "disagree": (_disagree, gettext_lazy("Kept. You talk about it once more.")),
}  # fmt: skip


@require_safe
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an assessment to the two whom it concerns, and to superiors."""
    return _show(request, _row(request, pk))


def _row(request: HttpRequest, pk: int) -> Assessment:
    rows = visible_assessments(request.user).with_names()
    found: Assessment = get_object_or_404(rows, pk=pk)
    return found


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what was written stays on the page when it is refused."""
    row = _row(request, pk)
    if step not in STEPS:
        raise Http404
    take, done = STEPS[step]
    try:
        take(request, row)
    except GrowthError as error:
        return _show(request, _row(request, pk), error=str(error))
    messages.success(request, str(done))
    return redirect(row)


def _show(request: HttpRequest, row: Assessment, error: str = "") -> HttpResponse:
    user: Any = request.user
    is_own, is_assessor = user.pk == row.person_id, user.pk == row.assessor_id
    goes_on = not row.round.is_closed
    is_rating = goes_on and row.state == AssessmentState.RATING
    rates = is_rating and (
        (is_own and row.self_at is None) or (is_assessor and row.rated_at is None)
    )
    settles = goes_on and is_assessor and row.state == AssessmentState.TALK
    marks = _marks(row)
    context = {
        "row": row,
        "error": error,
        "is_own": is_own,
        "is_assessor": is_assessor,
        "rates": rates,
        "settles": settles,
        "answers": goes_on and is_own and row.state == AssessmentState.SETTLED,
        "fields": [
            _field(request, mark, is_own=is_own, settles=settles)
            for mark in marks
            if rates or (settles and mark.differs)
        ],
        "marks": marks if row.both_rated else [],
        "evidence": evidence_of(row.person) if row.person and (rates or settles) else [],
        "note": request.POST.get("note", row.note),
        "answer": request.POST.get("answer", row.answer),
        "most_words": MOST_WORDS,
    }  # fmt: skip
    return render(request, "lms_growth/assessment.html", context)


def _field(
    request: HttpRequest, mark: Mark, *, is_own: bool, settles: bool
) -> dict[str, Any]:
    """Return what one skill shows: its scale, and what was chosen so far."""
    kept = mark.settled_level if settles else mark.self_level if is_own else mark.rated_level  # fmt: skip
    sent = request.POST.get(f"level-{mark.pk}")
    words = mark.self_words if is_own else mark.rated_words
    return {
        "mark": mark,
        "scale": mark.skill.scale,
        "chosen": kept if sent is None else key_of(sent),
        "words": request.POST.get(f"words-{mark.pk}", words),
    }
