"""The ballot of a month."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.decorators.http import require_http_methods

from plugins.recognition.exceptions import NoBallotError, RecognitionError
from plugins.recognition.forms import BallotForm
from plugins.recognition.services.ballots import (
    choices_of,
    has_voted,
    running_month,
    vote,
)
from plugins.recognition.services.giving import limit


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
@sensitive_post_parameters()
def ballot(request: HttpRequest) -> HttpResponse:
    """Vote for a colleague of the own team; nobody reads for whom."""
    user: Any = request.user
    now = timezone.now()
    today = timezone.localdate(now)
    month = running_month(today)
    choices = choices_of(user, today)
    sent = request.POST if request.method == "POST" else None
    form = BallotForm(sent, choices=choices)
    if sent is not None and month is None:
        form.add_error(None, str(NoBallotError()))
    elif month is not None and form.is_valid():
        try:
            vote(month=month, person=form.cleaned_data["person"], user=user, now=now)
        except RecognitionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your vote counts; for whom it was nobody can see."))  # fmt: skip
            return redirect("lms_recognition:ballot")
    context = {
        "form": form,
        "month": month,
        "has_voted": month is not None and has_voted(month, user),
        "has_choices": choices.exists(),
        "fewest": limit("fewest_ballots"),
        "opens_day": limit("ballot_opens_day"),
    }
    return render(request, "lms_recognition/ballot.html", context)
