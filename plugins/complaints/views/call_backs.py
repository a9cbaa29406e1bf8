"""Whom to call back, and by when."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from plugins.complaints.models import CallBack, Complaint
from plugins.complaints.services.handling import oversees_any

PAGE_SIZE = 30
SHOWN = {
    "waiting": pgettext_lazy("call-backs", "To do"),
    "done": pgettext_lazy("call-backs", "Done"),
}


@require_safe
def call_backs(request: HttpRequest) -> HttpResponse:
    """List call-backs for those who make them, the first due before the others."""
    user: Any = request.user
    if not oversees_any(user):
        raise PermissionDenied
    overseen = CallBack.objects.overseen_by(user)
    today = timezone.localdate()
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "waiting"})
    wanted = {
        "waiting": overseen.waiting(),
        "done": overseen.exclude(outcome="").order_by("-called_at", "-pk"),
    }
    related = ("complaint__category", "complaint__team", "complaint__handler", "called_by")  # fmt: skip
    rows = wanted[choices["show"]].select_related(*related)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    on_page = [row.complaint_id for row in page.object_list]
    handled = Complaint.objects.handled_by(user).filter(pk__in=on_page)
    own = {*handled.values_list("pk", flat=True)}
    context = {
        "rows": [
            (row, row.is_overdue(today), row.complaint_id in own)
            for row in page.object_list
        ],
        "calls_back": True,
        "pages": pages_of(page, choices),
        "options": choices.shown({"waiting": wanted["waiting"].count()}),
    }
    return render(request, "lms_complaints/call_backs.html", context)
