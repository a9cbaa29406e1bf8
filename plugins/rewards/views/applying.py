"""Asking for points for what no computer sees."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plugins.rewards.exceptions import RewardsError
from plugins.rewards.forms import ApplicationForm
from plugins.rewards.models import Holder, Merit
from plugins.rewards.services.merits import apply_for_points

MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Show the form with what one has asked for before, or take it in."""
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _sent(request, form):
        messages.success(request, _("Somebody now decides on it; you will hear."))
        return redirect("lms_rewards:apply")
    holder = Holder.objects.of(request.user).first()
    rows = Merit.objects.filter(holder=holder.pk if holder else 0, proposed_by=holder)
    context = {"form": form, "rows": rows[:MOST_SHOWN]}
    return render(request, "lms_rewards/apply.html", context)


def _sent(request: HttpRequest, form: ApplicationForm) -> bool:
    merit = form.save(commit=False)
    try:
        apply_for_points(merit=merit, user=request.user, now=timezone.now())
    except RewardsError as error:
        form.add_error(None, str(error))
        return False
    return True
