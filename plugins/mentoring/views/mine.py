"""My mentoring: my mentor, my apprentices, what I offer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.models.periods import site_day
from plugins.mentoring.forms import OfferForm
from plugins.mentoring.models import Mentor, Pair
from plugins.mentoring.services.figures import weeks_of_pairs
from plugins.mentoring.services.pairing import most_apprentices
from plugins.mentoring.services.sampling import samples_of_pairs
from plugins.mentoring.views.strips import strip_of

MOST_SHOWN = 30


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's pairs: those under way with their weeks, and those that are over."""
    user: Any = request.user
    today = site_day(timezone.now())
    running = [*Pair.objects.running().of(user)]
    weeks = weeks_of_pairs(running, today)
    samples = samples_of_pairs(running, weeks, today)
    rows = [(pair, strip_of(weeks[pair.pk])) for pair in running]
    context = {
        "taught": [
            (pair, strip, samples[pair.pk])
            for pair, strip in rows
            if pair.mentor_id == user.pk
        ],
        "learning": [row for row in rows if row[0].apprentice_id == user.pk],
        "past": Pair.objects.over().of(user)[:MOST_SHOWN],
        "offer": Mentor.objects.filter(person=user).first(),
        "most": most_apprentices(),
    }
    return render(request, "lms_mentoring/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Say what one teaches, or that one takes nobody now."""
    user: Any = request.user
    row = Mentor.objects.filter(person=user).first()
    form = OfferForm(request.POST or None, instance=row)
    if form.is_valid():
        known = form.cleaned_data
        # Their people are not locked along: PostgreSQL refuses to lock what may be none.
        rows = Mentor.objects.select_related(None)
        rows.update_or_create(person=user, defaults=known)
        messages.success(request, _("Saved: whoever makes pairs finds you like this."))
        return redirect("lms_mentoring:mine")
    return render(request, "lms_mentoring/offer.html", {"form": form, "row": row})
