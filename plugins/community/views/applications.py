"""Applications: one's own, those to decide about, and each of them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.posting import Steps, key_of, take_step, text_of
from plugins.community.enums import ApplicationState, FundKind
from plugins.community.exceptions import CommunityError
from plugins.community.forms import ApplicationForm
from plugins.community.models import DECIDE, Application, Fund
from plugins.community.models.fund import MOST_NOTE, TO_DECIDE
from plugins.community.services import applying
from plugins.community.services.evidence import figures_of
from plugins.community.services.ledger import free_of
from plugins.community.services.suggesting import limit

PAGE_SIZE = 20
EVIDENCE = timedelta(days=365)
_S = ApplicationState
_OWN = {"mine": pgettext_lazy("applications", "Mine")}
_ALL = {
    "waiting": pgettext_lazy("applications", "To be decided by me"),
    "granted": pgettext_lazy("applications", "To be paid out"),
    "all": pgettext_lazy("applications", "All"),
    **_OWN,
}


def _grant(request: HttpRequest, row: Application) -> None:
    applying.grant(application=row, user=request.user, now=timezone.now())


def _decline(request: HttpRequest, row: Application) -> None:
    reason = text_of(request, "words", MOST_NOTE)
    applying.decline(
        application=row, reason=reason, user=request.user, now=timezone.now()
    )


def _anew(request: HttpRequest, row: Application) -> None:
    applying.decide_anew(application=row, user=request.user, now=timezone.now())


def _withdraw(request: HttpRequest, row: Application) -> None:
    applying.withdraw(application=row, user=request.user, now=timezone.now())


def _pay(request: HttpRequest, row: Application) -> None:
    applying.pay_out(application=row, user=request.user, now=timezone.now())


def _back(request: HttpRequest, row: Application) -> None:
    note = text_of(request, "words", MOST_NOTE)
    applying.bring_back(
        application=row, note=note, user=request.user, now=timezone.now()
    )


STEPS: Steps = {
    "grant": (_grant, gettext_lazy("Your decision is kept; whoever applied is told.")),
    "decline": (_decline, gettext_lazy("Declined; whoever applied is told why.")),
    "anew": (_anew, gettext_lazy("The decision is taken back; it waits again.")),
    "withdraw": (_withdraw, gettext_lazy("Your application is taken back.")),
    "pay": (_pay, gettext_lazy("The payout is in the ledger; whoever applied is told.")),
    "back": (_back, gettext_lazy("The money is back in the fund.")),
}  # fmt: skip


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """List one's own applications; for those who decide what waits for them, too."""
    user: Any = request.user
    decides = user.has_perm(DECIDE)
    choices = Choices(
        request.GET,
        {"show": _ALL if decides else _OWN},
        always={"show": "waiting" if decides else "mine"},
    )
    rows = Application.objects.visible_for(user)
    shown = {
        "waiting": rows.for_decision_by(user),
        "granted": rows.filter(state=_S.GRANTED),
        "all": rows,
        "mine": rows.filter(applicant=user),
    }
    found = shown[choices["show"]].select_related("fund", "applicant", "team")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "options": choices.shown({}) if decides else {},
        "show": choices["show"],
        "funds": Fund.objects.filter(is_open=True),
    }
    return render(request, "lms_community/applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Apply for money."""
    initial = {"fund": key_of(request.GET.get("fund", "")) or None}
    form = ApplicationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = applying.apply(
                **form.cleaned_data, user=request.user, now=timezone.now()
            )
        except CommunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent. Only those who decide read it."))
            return redirect(row)
    context = {
        "form": form,
        "funds": Fund.objects.filter(is_open=True),
        "second_from": limit("second_from"),
    }
    return render(request, "lms_community/application_form.html", context)


@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application to whoever applied, and to those who decide."""
    return _render(request, _row(request, pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what is refused keeps what was written."""
    row = _row(request, pk)
    if not take_step(request, STEPS, step, row, refusal=CommunityError):
        return _render(request, _row(request, pk), tried=step)
    return redirect(row)


def _row(request: HttpRequest, pk: int) -> Application:
    rows = Application.objects.visible_for(request.user).select_related(
        "fund", "applicant", "team", "first_by", "decided_by"
    )
    found: Application = get_object_or_404(rows, pk=pk)
    return found


def _render(request: HttpRequest, row: Application, tried: str = "") -> HttpResponse:
    user: Any = request.user
    decides = user.has_perm(DECIDE) and not row.is_by(user)
    today = timezone.localdate()
    team = row.team if decides and row.fund.kind == FundKind.BUDGET else None
    context = {
        "application": row,
        "is_mine": row.is_by(user),
        "decides": decides,
        "free": free_of(row.fund) if decides else None,
        "figures": figures_of(team, today - EVIDENCE, today) if team else None,
        "entries": row.entries.order_by("number").select_related("by"),
        "may": _may(row, user, decides=decides),
        "tries": {tried: True},
        "typed": request.POST,
    }
    return render(request, "lms_community/application.html", context)


def _may(row: Application, user: Any, *, decides: bool) -> dict[str, bool]:
    state = row.state
    was_first = state == _S.SECOND and row.first_by_id == user.pk
    return {
        "grant": decides and state in TO_DECIDE and not was_first,
        "decline": decides and state in (*TO_DECIDE, _S.GRANTED),
        "anew": decides and state in (_S.SECOND, _S.GRANTED, _S.DECLINED),
        "withdraw": row.is_by(user) and state in (*TO_DECIDE, _S.GRANTED),
        "pay": decides and state == _S.GRANTED,
        "back": decides and state == _S.PAID,
    }
