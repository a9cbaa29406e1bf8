"""What people do about a pair: the two write, plan and tick; keepers end it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lms.posting import Steps, key_of, take_step, text_of
from plugins.mentoring.enums import PairState
from plugins.mentoring.exceptions import MentoringError
from plugins.mentoring.models import Pair
from plugins.mentoring.services.leaving import note_leave, take_back_leave
from plugins.mentoring.services.pairing import close_pair, hand_over
from plugins.mentoring.services.planning import add_step, remove_step, tick
from plugins.mentoring.services.writing import (
    comment,
    give_service_review,
    keep_review,
    observe,
    reply,
)
from plugins.mentoring.views.pair_page import FORMS, form_of, show_pair

Take = Callable[[HttpRequest, Pair], object]


def _row(request: HttpRequest, name: str, rows: Any) -> Any:
    """Return the row of a pair that is named; raises Http404 for another's."""
    return get_object_or_404(rows, pk=key_of(request.POST.get(name, "")))


def _observe(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    row = None
    if request.POST.get("observation"):
        row = _row(request, "observation", pair.observations)
    observe(
        pair=pair,
        user=request.user,
        seen_on=known["seen_on"],
        words={"behaviors": known["behaviors"], "advice": known["advice"]},
        now=timezone.now(),
        key=row and row.pk,
    )


def _reply(request: HttpRequest, pair: Pair) -> None:
    row = _row(request, "observation", pair.observations)
    reply(observation=row, user=request.user, text=text_of(request, "reply"), now=timezone.now())  # fmt: skip


def _review(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    values = {name: value for name, value in known.items() if name != "day"}
    keep_review(pair=pair, user=request.user, day=known["day"], values=values, now=timezone.now())  # fmt: skip


def _comment(request: HttpRequest, pair: Pair) -> None:
    row = _row(request, "review", pair.reviews)
    comment(review=row, user=request.user, text=text_of(request, "comment"), now=timezone.now())  # fmt: skip


def _give(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    give_service_review(pair=pair, user=request.user, values=known, now=timezone.now())


def _plan(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    add_step(pair=pair, user=request.user, **known)


def _tick(*, is_done: bool) -> Take:
    def take(request: HttpRequest, pair: Pair) -> None:
        row = _row(request, "step", pair.steps)
        tick(step=row, user=request.user, is_done=is_done, now=timezone.now())

    return take


def _remove(request: HttpRequest, pair: Pair) -> None:
    remove_step(step=_row(request, "step", pair.steps), user=request.user)


def _away(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    note_leave(
        pair=pair,
        user=request.user,
        side=known["side"],
        days=(known["first_day"], known["last_day"]),
        reason=known["reason"],
        now=timezone.now(),
    )


def _back(request: HttpRequest, pair: Pair) -> None:
    row = _row(request, "leave", pair.leaves)
    take_back_leave(leave=row, user=request.user, now=timezone.now())


def _close(state: PairState) -> Take:
    def take(request: HttpRequest, pair: Pair) -> None:
        words = text_of(request, "words")
        close_pair(pair=pair, state=state, words=words, user=request.user, now=timezone.now())  # fmt: skip

    return take


def _hand_over(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    hand_over(pair=pair, user=request.user, now=timezone.now(), **known)


STEPS: Steps = {
    "observe": (_observe, gettext_lazy("The observation is kept; your apprentice is told.")),
    "reply": (_reply, gettext_lazy("Your reply is kept; your mentor is told.")),
    "review": (_review, gettext_lazy("Your self-review is kept.")),
    "comment": (_comment, gettext_lazy("Your comment is kept; your apprentice is told.")),
    "serve": (_give, gettext_lazy("Thank you. Your mentor reads it when the pair is over.")),
    "plan": (_plan, gettext_lazy("The step is in the plan.")),
    "tick": (_tick(is_done=True), gettext_lazy("The step is done.")),
    "untick": (_tick(is_done=False), gettext_lazy("The step is open again.")),
    "remove": (_remove, gettext_lazy("The step is out of the plan.")),
    "away": (_away, gettext_lazy("The leave is noted; a week with most days on leave is excused.")),
    "back": (_back, gettext_lazy("The leave is taken back.")),
    "pass": (_close(PairState.PASSED), gettext_lazy("Passed; both are told.")),
    "end": (_close(PairState.ENDED), gettext_lazy("The pair is ended; both are told.")),
    "hand-over": (_hand_over, gettext_lazy("Handed over; what was written stays.")),
}  # fmt: skip


@require_safe
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a pair to the two, to whoever keeps pairs, and to a mentor who took over."""
    return show_pair(request, _pair(request, pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Do one thing about a pair; what was written stays when it is refused."""
    row = _pair(request, pk)
    form = form_of(row, step, request.POST) if step in FORMS else None
    if not take_step(request, STEPS, step, row, form=form, refusal=MentoringError):
        return show_pair(request, row, step, form)
    return redirect(row)


def _pair(request: HttpRequest, pk: int) -> Pair:
    rows = Pair.objects.visible_for(request.user)
    return get_object_or_404(rows, pk=pk)
