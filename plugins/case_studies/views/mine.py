"""One's own cases, and what waits for somebody like oneself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plugins.case_studies.enums import CaseState
from plugins.case_studies.models import CaseAction, CasePage
from plugins.case_studies.services.records import CHECK, REVIEW

MOST_LISTED = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own cases, and what waits for somebody like oneself."""
    user: Any = request.user
    open_to = CasePage.objects.readable_by(user).select_related("record__shared_by")
    others = open_to.exclude(record__shared_by=user)
    to_check = others.waiting() if user.has_perm(CHECK) else others.none()
    stages = [CaseState.ANONYMISED, CaseState.IN_REVIEW]
    to_review = (
        others.filter(record__state__in=stages)
        if user.has_perm(REVIEW)
        else others.none()
    )
    own = CasePage.objects.shared_by(user).select_related("record__shared_by")
    context = {
        "own": own.order_by("-pk")[:MOST_LISTED],
        "to_check": to_check.order_by("record__shared_at")[:MOST_LISTED],
        "to_review": to_review.order_by("record__checked_at")[:MOST_LISTED],
        "actions": CaseAction.objects.visible_for(user)
        .unfinished()
        .filter(owner=user)[:MOST_LISTED],
    }
    return render(request, "lms_case_studies/mine.html", context)
