"""A sheet: how its total was reached, bonuses, plan, and what was put right."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.posting import text_of
from plugins.performance.enums import Side
from plugins.performance.exceptions import PerformanceError, WrongPointsError
from plugins.performance.forms.results import BonusForm, CorrectionForm
from plugins.performance.models import KEEP, LONGEST, Bonus, ImprovementPlan, Sheet
from plugins.performance.services.bonuses import (
    answer_objection,
    give_bonus,
    object_to,
    withdraw_bonus,
)
from plugins.performance.services.months import correct_sheet
from plugins.performance.services.plans import (
    accept_plan,
    give_plan_back,
    hand_in_plan,
)
from plugins.performance.services.ranking import places, team_medians
from plugins.performance.services.settings import setting
from plugins.performance.services.working import results_of
from plugins.performance.views.mine import months_of, plot_of


def _found(request: HttpRequest, pk: int) -> Sheet:
    rows = Sheet.objects.visible_for(request.user).with_names()
    row: Sheet = get_object_or_404(rows.select_related("version__table"), pk=pk)
    return row


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a sheet to its person once it is published, to superiors once it is closed."""
    return _show(request, _found(request, pk), {})


def _show(request: HttpRequest, row: Sheet, forms: dict[str, Any]) -> HttpResponse:
    user: Any = request.user
    is_own = row.person_id == user.pk
    month = row.month
    leads = not is_own and (user.has_perm(KEEP) or row.superior_id == user.pk)
    is_read = month.is_out or (month.is_closed and leads)
    plan = ImprovementPlan.objects.filter(sheet=row).first()
    context: dict[str, Any] = {
        "sheet": row,
        "month": month,
        "is_own": is_own,
        "leads": leads,
        "is_read": is_read,
        "bonuses": row.bonuses.select_related("reason", "given_by", "answered_by"),
        "plan": plan if month.is_out else None,
        "is_plan_late": plan is not None and plan.is_late_on(timezone.localdate()),
        "longest": LONGEST,
        "longest_plan": LONGEST * 3,
        "bonus_form": None,
        "correction_form": None,
    }
    if leads and not month.is_out:
        context["bonus_form"] = BonusForm()
    if is_read:
        context |= _results(row, is_own=is_own)
    if month.is_out and leads and user.has_perm(KEEP):
        context["correction_form"] = CorrectionForm(parts=row.version.parts)
    if month.is_out:
        context["plot"] = plot_of(months_of(row.person, user)) if row.person else None
    return render(request, "lms_performance/sheet.html", {**context, **forms})


def _results(row: Sheet, *, is_own: bool) -> dict[str, Any]:
    handed_in = row.ratings.exclude(handed_in_at=None).exclude(words="")
    shows_place = not is_own or bool(setting("ranks_for_all"))
    return {
        "result": results_of([row])[row.pk],
        "words": handed_in.select_related("rater").order_by("side", "pk"),
        "panel": Side.PANEL,
        "median": team_medians([row]).get(row.pk),
        "place": places(row.month).get(row.pk) if shows_place else None,
        "corrections": row.corrections.select_related("made_by"),
        "prize": getattr(row, "prize", None),
    }


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Give a bonus, hand in or decide on a plan, or put something right."""
    row = _found(request, pk)
    if step not in STEPS:
        raise Http404
    try:
        said = STEPS[step](request, row)
    except ImprovementPlan.DoesNotExist:
        raise Http404 from None
    except _InvalidError as error:
        return _show(request, row, error.forms)
    except PerformanceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(row)


class _InvalidError(Exception):
    """A form is to be mended; what was written stays."""

    def __init__(self, **forms: Any) -> None:
        self.forms = forms
        super().__init__()


def _bonus(request: HttpRequest, row: Sheet) -> str:
    form = BonusForm(request.POST)
    if not form.is_valid():
        raise _InvalidError(bonus_form=form)
    given = form.cleaned_data
    try:
        give_bonus(sheet=row, reason=given["reason"], points=given["points"], words=given["words"], user=request.user, now=timezone.now())  # fmt: skip
    except WrongPointsError as error:
        form.add_error("points", str(error))
        raise _InvalidError(bonus_form=form) from error
    return _("The points are added, and the person is told.")


def _plan(request: HttpRequest, row: Sheet) -> str:
    text = text_of(request, "text", LONGEST * 3)
    hand_in_plan(sheet=row, text=text, user=request.user, now=timezone.now())
    return _("Your plan is handed in.")


def _accept(request: HttpRequest, row: Sheet) -> str:
    accept_plan(sheet=row, user=request.user, now=timezone.now())
    return _("The plan is accepted.")


def _give_back(request: HttpRequest, row: Sheet) -> str:
    words = text_of(request, "words", LONGEST)
    give_plan_back(sheet=row, words=words, user=request.user, now=timezone.now())
    return _("The plan is given back with your words.")


def _correct(request: HttpRequest, row: Sheet) -> str:
    form = CorrectionForm(request.POST, parts=row.version.parts)
    if not form.is_valid():
        raise _InvalidError(correction_form=form)
    try:
        correct_sheet(sheet=row, **form.cleaned_data, user=request.user, now=timezone.now())  # fmt: skip
    except WrongPointsError as error:
        form.add_error("points", str(error))
        raise _InvalidError(correction_form=form) from error
    return _("The sheet is corrected; what was there before stays on record.")


STEPS = {
    "bonus": _bonus,
    "plan": _plan,
    "accept": _accept,
    "return": _give_back,
    "correct": _correct,
}


@require_POST
def bonus_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Object to a bonus, answer, or withdraw it."""
    sheets = Sheet.objects.visible_for(request.user)
    rows = Bonus.objects.filter(sheet__in=sheets).select_related("sheet__month")
    row = get_object_or_404(rows, pk=pk)
    if step not in BONUS_STEPS:
        raise Http404
    try:
        said = BONUS_STEPS[step](request, row)
    except PerformanceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(f"{row.sheet.get_absolute_url()}#bonuses")


def _object(request: HttpRequest, row: Bonus) -> str:
    words = text_of(request, "words", LONGEST)
    object_to(bonus=row, words=words, user=request.user, now=timezone.now())
    return _("Your objection is on record; it is answered before the month is published.")  # fmt: skip


def _answer(request: HttpRequest, row: Bonus) -> str:
    words = text_of(request, "words", LONGEST)
    answer_objection(bonus=row, words=words, user=request.user, now=timezone.now())
    return _("The objection is answered.")


def _withdraw(request: HttpRequest, row: Bonus) -> str:
    withdraw_bonus(bonus=row, user=request.user, now=timezone.now())
    return _("The points are withdrawn.")


BONUS_STEPS = {"object": _object, "answer": _answer, "withdraw": _withdraw}
