"""My certificates: what I hold, how far I am, how I go on."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lms.posting import Steps, take_step
from plugins.certification.enums import UNDER_WAY, Mark
from plugins.certification.exceptions import CertificationError
from plugins.certification.models import Award, Candidacy, Level
from plugins.certification.services.candidacies import apply_for, withdraw
from plugins.certification.services.ladder import ladder_of

MOST_SHOWN = 30


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the ladder as one stands on it, and what was before."""
    user: Any = request.user
    today = timezone.localdate()
    steps = ladder_of(user, today)
    past = Candidacy.objects.of(user).exclude(state__in=UNDER_WAY)
    awards = Award.objects.of(user).exclude(mark__in=("", Mark.SUSPENDED))[:MOST_SHOWN]
    context = {
        "schemes": [
            (scheme, [*of_scheme])
            for scheme, of_scheme in groupby(steps, lambda step: step.level.scheme)
        ],
        "awards": [(award, award.state_on(today)) for award in awards],
        "past": past.exclude(award__isnull=False).prefetch_related("decisions")[:MOST_SHOWN],
        "today": today,
    }  # fmt: skip
    return render(request, "lms_certification/mine.html", context)


@require_POST
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the way to a level, or its renewal."""
    level = get_object_or_404(Level.objects.select_related("scheme"), code=code)
    try:
        apply_for(level=level, person=request.user, now=timezone.now())
    except CertificationError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("You are on the way. Below stands what is still missing.")
        )
    return redirect(f"{reverse('lms_certification:mine')}#{level.code}")


STEPS: Steps = {
    "withdraw": (
        lambda r, c: withdraw(candidacy=c, user=r.user, now=timezone.now()),
        gettext_lazy("Withdrawn. You may begin again at any time."),
    ),
}


@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's own candidacy up."""
    candidacy = get_object_or_404(Candidacy.objects.of(request.user), pk=pk)
    take_step(request, STEPS, "withdraw", candidacy, refusal=CertificationError)
    return redirect("lms_certification:mine")
