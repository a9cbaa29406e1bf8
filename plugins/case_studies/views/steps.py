"""The steps of a case, each a button: one view calls one service."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lms.posting import Steps, take_step, text_of
from plugins.case_studies.exceptions import CaseError
from plugins.case_studies.forms import RewriteForm
from plugins.case_studies.models import CasePage
from plugins.case_studies.services.actions import close_case
from plugins.case_studies.services.publishing import (
    confirm_anonymous,
    publish_case,
    share_case,
    submit_case,
)
from plugins.case_studies.services.rewriting import rewrite_words
from plugins.case_studies.services.withdrawing import (
    archive_case,
    give_consent,
    return_case,
)
from plugins.case_studies.views.cases import scripts_of, show_case
from plugins.case_studies.views.explaining import explain


def _confirm(request: HttpRequest, case: CasePage) -> None:
    confirm_anonymous(
        case=case,
        user=request.user,
        seen=request.POST.get("seen", ""),
        has_looked=request.POST.get("looked") == "yes",
        now=timezone.now(),
    )


def _return(request: HttpRequest, case: CasePage) -> None:
    reason = text_of(request, "reason", 500)
    return_case(case=case, user=request.user, reason=reason, now=timezone.now())


def _consent(request: HttpRequest, case: CasePage) -> None:
    is_given = request.POST.get("consent") == "yes"
    give_consent(case=case, user=request.user, is_given=is_given, now=timezone.now())


STEPS: Steps = {
    "hand-in": (
        lambda r, c: share_case(case=c, user=r.user, now=timezone.now()),
        gettext_lazy("Thank you. Somebody else now looks whether it is anonymous."),
    ),
    "confirm": (_confirm, gettext_lazy("It is confirmed as anonymous.")),
    "submit": (
        lambda r, c: submit_case(case=c, user=r.user),
        gettext_lazy("It is handed in for review."),
    ),
    "publish": (
        lambda r, c: publish_case(case=c, user=r.user, now=timezone.now()),
        gettext_lazy("The case is published."),
    ),
    "return": (_return, gettext_lazy("It went back, with your reason.")),
    "archive": (
        lambda r, c: archive_case(case=c, user=r.user),
        gettext_lazy("The case is archived."),
    ),
    "close": (
        lambda r, c: close_case(case=c, user=r.user, now=timezone.now()),
        gettext_lazy("The case is closed."),
    ),
    "consent": (_consent, gettext_lazy("Your decision about the story wall is kept.")),
}


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step, and lead to the case, or to one's list when it is not there now."""
    case = get_object_or_404(CasePage.objects.handled_by(request.user), pk=pk)
    take_step(request, STEPS, step, case, refusal=CaseError, explain=explain)
    is_there = CasePage.objects.handled_by(request.user).filter(pk=pk).exists()
    return redirect(case if is_there else "lms_case_studies:mine")


@require_POST
def rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a better wording into a draft of a script."""
    case = get_object_or_404(CasePage.objects.visible_for(request.user), pk=pk)
    scripts = scripts_of(case, request.user)
    form, now = RewriteForm(request.POST, scripts=scripts), timezone.now()
    if form.is_valid():
        try:
            wording = form.wording()
            rewrite_words(case=case, user=request.user, wording=wording, now=now)
        except CaseError as error:
            form.add_error("after", explain(error))
        else:
            messages.success(request, _("It stands in a draft of the script."))
            return redirect(f"{case.get_absolute_url()}#rewrites")
    return show_case(request, case, rewrite_form=form)
