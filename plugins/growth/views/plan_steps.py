"""What people do with a plan: agree, tick off, check in, end it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lms.posting import key_of, text_of
from plugins.growth.exceptions import GoneError, GrowthError
from plugins.growth.forms.plans import ShareForm
from plugins.growth.models import Goal, PersonalPlan, Step
from plugins.growth.models.assessment import MOST_WORDS
from plugins.growth.services import planning, reaching
from plugins.growth.views.plans import seen_of, show_plan, visible_plan


def _now(request: HttpRequest) -> dict[str, Any]:
    return {"user": request.user, "now": timezone.now()}


def _words(request: HttpRequest) -> str:
    return text_of(request, "words", MOST_WORDS)


def _goal(request: HttpRequest, plan: PersonalPlan) -> Goal:
    key = key_of(request.POST.get("goal", ""))
    return get_object_or_404(plan.goals.select_related("plan"), pk=key)


def _agree(request: HttpRequest, plan: PersonalPlan) -> None:
    planning.agree_to(plan=plan, seen=seen_of(request), **_now(request))


def _change(request: HttpRequest, plan: PersonalPlan) -> None:
    planning.reopen(plan=plan, **_now(request))


def _check_in(request: HttpRequest, plan: PersonalPlan) -> None:
    planning.check_in(plan=plan, words=_words(request), **_now(request))


def _remove(request: HttpRequest, plan: PersonalPlan) -> None:
    planning.remove_goal(goal=_goal(request, plan), **_now(request))


def _share(request: HttpRequest, plan: PersonalPlan) -> None:
    form = ShareForm(request.POST, plan=plan)
    if not form.is_valid():
        raise GoneError
    planning.share(plan=plan, people=form.cleaned_data["people"], **_now(request))


def _tick(request: HttpRequest, plan: PersonalPlan) -> None:
    key = key_of(request.POST.get("step", ""))
    rows = Step.objects.filter(goal__plan=plan).select_related("goal__plan")
    is_done = bool(request.POST.get("done"))
    reaching.tick(step=get_object_or_404(rows, pk=key), is_done=is_done, **_now(request))  # fmt: skip


def _claim(request: HttpRequest, plan: PersonalPlan) -> None:
    reaching.claim(goal=_goal(request, plan), **_now(request))


def _confirm(request: HttpRequest, plan: PersonalPlan) -> None:
    reaching.confirm(goal=_goal(request, plan), **_now(request))


def _send_back(request: HttpRequest, plan: PersonalPlan) -> None:
    reaching.send_back(goal=_goal(request, plan), words=_words(request), **_now(request))  # fmt: skip


def _finish(request: HttpRequest, plan: PersonalPlan) -> None:
    reaching.finish(plan=plan, **_now(request))


def _give_up(request: HttpRequest, plan: PersonalPlan) -> None:
    reaching.give_up(plan=plan, reason=_words(request), **_now(request))


STEPS: Mapping[str, tuple[Any, Any]] = {
    "agree": (_agree, gettext_lazy("You agree. When both do, the plan runs.")),
    "change": (_change, gettext_lazy("The plan can be changed; both agree anew.")),
    "check-in": (_check_in, gettext_lazy("The check-in is kept.")),
    "remove": (_remove, gettext_lazy("The goal is taken away.")),
    "share": (_share, gettext_lazy("Kept: these people may read the plan, and nobody else.")),
    "tick": (_tick, gettext_lazy("Kept.")),
    "claim": (_claim, gettext_lazy("Your superior is asked to see for themselves.")),
    "confirm": (_confirm, gettext_lazy("The goal is reached.")),
    "send-back": (_send_back, gettext_lazy("Kept; the person is told.")),
    "finish": (_finish, gettext_lazy("The plan is done.")),
    "give-up": (_give_up, gettext_lazy("The plan is given up, with your reason.")),
}  # fmt: skip


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what was written stays on the page when it is refused."""
    row = visible_plan(request, pk)
    if step not in STEPS:
        raise Http404
    take, done = STEPS[step]
    try:
        take(request, row)
    except GrowthError as error:
        return show_plan(request, visible_plan(request, pk), str(error))
    messages.success(request, str(done))
    goal = key_of(request.POST.get("goal", ""))  # back to where the button was
    return redirect(f"{row.get_absolute_url()}#goal-{goal}" if goal else row)
