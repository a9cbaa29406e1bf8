"""Actions: whose they are, what is late, and their steps."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from knowledge_base.views.personal import next_address
from lms.posting import Steps, take_step, text_of
from plugins.case_studies.enums import ActionState
from plugins.case_studies.exceptions import CaseError
from plugins.case_studies.forms import ActionForm
from plugins.case_studies.models import CaseAction, CasePage
from plugins.case_studies.services.actions import (
    ASK,
    add_action,
    finish_action,
    return_action,
    start_action,
    verify_action,
)
from plugins.case_studies.services.offered import links_of_actions
from plugins.case_studies.views.cases import show_case
from plugins.case_studies.views.explaining import explain

PAGE_SIZE = 30
SHOWN = {
    "mine": pgettext_lazy("actions", "Mine"),
    "overdue": pgettext_lazy("actions", "Overdue"),
    "done": pgettext_lazy("actions", "To verify"),
    "all": pgettext_lazy("actions", "All"),
}
STEPS: Steps = {
    "start": (
        lambda r, a: start_action(action=a, user=r.user),
        gettext_lazy("Noted that you are at it."),
    ),
    "finish": (
        lambda r, a: finish_action(
            action=a,
            user=r.user,
            result=text_of(r, "result", 500),
            now=timezone.now(),
        ),
        gettext_lazy("Done; somebody else now verifies it."),
    ),
    "verify": (
        lambda r, a: verify_action(action=a, user=r.user, now=timezone.now()),
        gettext_lazy("The action is verified."),
    ),
    "return": (
        lambda r, a: return_action(
            action=a,
            user=r.user,
            reason=text_of(r, "reason", 500),
            now=timezone.now(),
        ),
        gettext_lazy("It went back, with your reason."),
    ),
}


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """List actions: one's own, what is late, what waits to be verified."""
    user: Any = request.user
    today = timezone.localdate()
    rows = CaseAction.objects.visible_for(user)
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "mine"})
    wanted = {
        "mine": rows.unfinished().filter(owner=user),
        "overdue": rows.overdue(today),
        "done": rows.filter(state=ActionState.DONE),
        "all": rows,
    }[choices["show"]]
    detailed = wanted.select_related(
        "owner", "verified_by", "page__record", "item__content_type"
    )
    page = Paginator(detailed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "actions": links_of_actions(page.object_list, user),
        "pages": pages_of(page, choices),
        "options": choices.shown({"overdue": rows.overdue(today).count()}),
        "today": today,
        "may_verify": user.has_perm(ASK),
        "shows_all": choices["show"] == "all",
        "here": request.path + choices.address(page=page.number),
    }
    return render(request, "lms_case_studies/actions.html", context)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for something to be changed because of a case."""
    case = get_object_or_404(CasePage.objects.visible_for(request.user), pk=pk)
    form, now = ActionForm(request.POST, user=request.user), timezone.now()
    if form.is_valid():
        try:
            add_action(case=case, user=request.user, action=form.action(), now=now)
        except CaseError as error:
            form.add_error(None, explain(error))
        else:
            messages.success(request, _("The action is added; its owner is told."))
            return redirect(f"{case.get_absolute_url()}?all#actions")
    return show_case(request, case, action_form=form)


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of an action."""
    action = get_object_or_404(CaseAction.objects.visible_for(request.user), pk=pk)
    take_step(request, STEPS, step, action, refusal=CaseError, explain=explain)
    return redirect(
        next_address(request) or f"{action.page.get_absolute_url()}?all#actions"
    )
