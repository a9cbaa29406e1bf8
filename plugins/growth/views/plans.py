"""Personal plans: one's own, those of people one leads, those that are shared."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.posting import key_of
from plugins.growth.enums import OPEN
from plugins.growth.exceptions import GrowthError
from plugins.growth.forms.plans import GoalForm, ShareForm
from plugins.growth.models import Goal, PersonalPlan, Skill
from plugins.growth.services.figures import person_seen
from plugins.growth.services.planning import (
    begin_plan,
    close_gap,
    is_superior,
    may_plan_for,
    save_goal,
)

PAGE_SIZE = 20
WHOSE = {
    "open": pgettext_lazy("personal plans", "Worked on"),
    "ended": pgettext_lazy("personal plans", "Ended"),
    "mine": pgettext_lazy("personal plans", "Mine"),
}


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans that one may read."""
    user: Any = request.user
    choices = Choices(request.GET, {"show": WHOSE}, always={"show": "open"})
    rows = PersonalPlan.objects.visible_for(user).with_names()
    if choices["show"] == "mine":
        rows = rows.filter(person=user)
    elif choices["show"] == "open":
        rows = rows.filter(state__in=OPEN)
    else:
        rows = rows.exclude(state__in=OPEN)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
        "has_open": PersonalPlan.objects.open().filter(person=user).exists(),
        "today": timezone.localdate(),
    }
    return render(request, "lms_growth/plans.html", context)


def _person(request: HttpRequest) -> Any:
    """Return of whom the form speaks: oneself, or somebody whose levels one sees."""
    key = key_of(request.POST.get("person", ""))
    if not key or key == request.user.pk:
        return request.user
    found = person_seen(request.user, key)
    if found is None or not may_plan_for(request.user, found):
        raise Http404
    return found


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    person = _person(request)
    try:
        row = begin_plan(person=person, user=request.user, now=timezone.now())
    except GrowthError as error:
        messages.error(request, str(error))
        return redirect("lms_growth:plans")
    return redirect("lms_growth:new_goal", pk=row.pk)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Put the goal that closes a gap into the plan, and show it to be changed."""
    person = _person(request)
    skill = get_object_or_404(Skill, pk=key_of(request.POST.get("skill", "")))
    try:
        goal = close_gap(person=person, skill=skill, user=request.user, now=timezone.now())  # fmt: skip
    except GrowthError as error:
        messages.error(request, str(error))
        own = person.pk == request.user.pk
        return redirect("lms_growth:mine") if own else redirect("lms_growth:person", person.pk)  # fmt: skip
    if goal.plan.is_draft:
        messages.success(request, _("The goal is in the plan. Change it until it fits, then both agree."))  # fmt: skip
        return redirect("lms_growth:goal", pk=goal.plan_id, goal=goal.pk)
    messages.success(request, _("The plan has a goal for this skill already."))
    return redirect(goal.plan)


def visible_plan(request: HttpRequest, pk: int) -> PersonalPlan:
    """Return a plan that one may read; raise Http404 for any other."""
    rows = PersonalPlan.objects.visible_for(request.user).with_names()
    found: PersonalPlan = get_object_or_404(rows, pk=pk)
    return found


def seen_of(request: HttpRequest) -> int:
    """Return which version of a plan the page showed that was sent."""
    return key_of(request.POST.get("seen", ""))


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan."""
    return show_plan(request, visible_plan(request, pk))


def show_plan(request: HttpRequest, row: PersonalPlan, error: str = "") -> HttpResponse:
    """Show a plan with the steps that one may take."""
    user: Any = request.user
    is_own = user.pk == row.person_id
    is_other = not is_own and is_superior(row, user)
    today = timezone.localdate()
    own_agreed = row.own_agreed_at if is_own else row.partner_agreed_at
    goals = row.goals.select_related("skill").prefetch_related("steps")
    context = {
        "plan": row,
        "error": error,
        "goals": goals,
        "entries": row.entries.select_related("by")[:100],
        "is_own": is_own,
        "is_superior": is_other,
        "writes": (is_own or is_other) and row.is_open,
        "may_agree": (is_own or is_other) and row.is_draft and own_agreed is None and bool(goals),
        "is_check_due": bool(row.next_check_on and row.next_check_on <= today),
        "all_reached": bool(goals) and all(goal.reached_at for goal in goals),
        "shared": row.shared_with.all() if is_own or is_other else [],
        "share_form": ShareForm(plan=row, initial={"people": row.shared_with.all()}) if is_own else None,
        "words": request.POST.get("words", ""),
        "today": today,
    }  # fmt: skip
    return render(request, "lms_growth/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, pk: int, goal: int | None = None) -> HttpResponse:
    """Write a goal of a draft, or change one."""
    row = visible_plan(request, pk)
    if request.user.pk != row.person_id and not is_superior(row, request.user):
        raise Http404
    known: Any = get_object_or_404(Goal, plan=row, pk=goal) if goal else None
    form = GoalForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        steps = form.step_lines()
        try:
            save_goal(plan=row, goal=form.instance, steps=steps, user=request.user, now=timezone.now(), seen=seen_of(request))  # fmt: skip
        except GrowthError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The goal is kept."))
            return redirect(row)
    context = {"form": form, "plan": row, "goal": known}
    return render(request, "lms_growth/goal.html", context)
