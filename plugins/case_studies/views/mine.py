"""One's own cases, and what waits for somebody like oneself."""

from typing import Any

from django.db.models import QuerySet
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
    own = CasePage.objects.shared_by(user).select_related("record__shared_by")
    context = {
        "own": own.order_by("-pk")[:MOST_LISTED],
        "to_check": to_check(user).order_by("record__shared_at")[:MOST_LISTED],
        "to_review": to_review(user).order_by("record__checked_at")[:MOST_LISTED],
        "actions": CaseAction.objects.visible_for(user)
        .unfinished()
        .filter(owner=user)[:MOST_LISTED],
    }
    return render(request, "lms_case_studies/mine.html", context)


def to_check(user: Any) -> QuerySet[CasePage]:
    """Return the cases of others that the person may confirm as anonymous."""
    others = _of_others(user)
    return others.waiting() if user.has_perm(CHECK) else others.none()


def to_review(user: Any) -> QuerySet[CasePage]:
    """Return the cases of others that the person may review."""
    stages = [CaseState.ANONYMISED, CaseState.IN_REVIEW]
    others = _of_others(user)
    may = user.has_perm(REVIEW)
    return others.filter(record__state__in=stages) if may else others.none()


def _of_others(user: Any) -> Any:
    rows = CasePage.objects.readable_by(user).select_related("record__shared_by")
    return rows.exclude(record__shared_by=user)
