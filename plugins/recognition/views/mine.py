"""My recognition: what is said of me, what I said, my stars."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from plugins.recognition.models import Praise, Star, Story
from plugins.recognition.services.ballots import choices_of, has_voted, running_month
from plugins.recognition.services.giving import left_this_week, limit

PAGE_SIZE = 20
MOST_SHOWN = 30


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what somebody was thanked for, and what they wrote themselves."""
    user: Any = request.user
    now = timezone.now()
    choices = Choices(request.GET, {})
    received = Praise.objects.shown().filter(person=user).named()
    page = Paginator(received, PAGE_SIZE).get_page(request.GET.get("page"))
    given = Praise.objects.filter(given_by=user).named()[:MOST_SHOWN]
    hours = limit("withdraw_hours")
    month = running_month(timezone.localdate(now))
    asked = Story.objects.filter(
        praise__person=user, praise__state="shown", consents=None
    )
    context = {
        "received": page.object_list,
        "number": page.paginator.count,
        "pages": pages_of(page, choices),
        "given": [(each, each.may_be_withdrawn(user, now, hours)) for each in given],
        "left": left_this_week(user, now),
        "stars": Star.objects.awarded().filter(person=user).named()[:MOST_SHOWN],
        "to_answer": asked.select_related("praise", "told_by"),
        "month": month,
        "has_voted": month is not None and has_voted(month, user),
        "has_team": month is not None
        and choices_of(user, timezone.localdate(now)).exists(),
    }
    return render(request, "lms_recognition/mine.html", context)
