"""The register: complaints as somebody sees them, and a new one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.models import Team
from plugins.complaints.enums import Grade
from plugins.complaints.forms import ComplaintForm
from plugins.complaints.models import Area, Category, Complaint
from plugins.complaints.services.handling import Act, oversees_any, register
from plugins.complaints.views.clocks import promises, service_time, with_clocks

PAGE_SIZE = 30
LONGEST_QUERY = 100
FILTERS = ("grade", "category", "area", "team")
SHOWN = {
    "open": pgettext_lazy("complaints", "Open"),
    "mine": pgettext_lazy("complaints", "I handle"),
    "over": pgettext_lazy("complaints", "Over the limit"),
    "registered": pgettext_lazy("complaints", "I registered"),
    "closed": pgettext_lazy("complaints", "Closed"),
    "all": pgettext_lazy("complaints", "All"),
}
COLUMNS = {
    "number": pgettext_lazy("complaint", "number"),
    "received_at": pgettext_lazy("complaint", "came in"),
    "get_channel_display": pgettext_lazy("complaint", "channel"),
    "get_grade_display": pgettext_lazy("complaint", "grade"),
    "category": gettext_lazy("kind of complaint"),
    "area": pgettext_lazy("complaint", "area"),
    "get_state_display": pgettext_lazy("complaint", "state"),
    "team": pgettext_lazy("complaint", "department"),
    "handler": pgettext_lazy("complaint", "handler"),
    "reference": gettext_lazy("order or ticket"),
    "happened": pgettext_lazy("complaint", "what happened"),
    "wanted": pgettext_lazy("complaint", "what the customer wants"),
    "answer_due_at": gettext_lazy("first answer by"),
    "answered_at": gettext_lazy("first answer"),
    "feedback_due_at": gettext_lazy("feedback by"),
    "fed_back_at": gettext_lazy("feedback given"),
    "close_due_at": gettext_lazy("closing by"),
    "closed_at": pgettext_lazy("complaint", "closed"),
    "reopened": gettext_lazy("times opened again"),
    "get_cause_display": pgettext_lazy("complaint", "cause"),
    "result": pgettext_lazy("complaint", "result"),
}


@require_safe
def complaints(request: HttpRequest) -> HttpResponseBase:
    """List complaints, what is due first before the others."""
    user: Any = request.user
    now = timezone.now()
    words = request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip()
    known: dict[str, dict[str, Any]] = {
        "q": {words: words},
        "show": SHOWN,
        "grade": dict(Grade.choices),
        "category": {str(row.pk): row for row in Category.objects.all()},
        "area": {str(row.pk): row for row in Area.objects.all()},
        "team": {str(row.pk): row for row in Team.objects.all()},
    }
    choices = Choices(request.GET, known, always={"show": "all" if words else "open"})
    rows = Complaint.objects.visible_for(user).matching(words)
    shown = {
        "open": rows.unfinished(),
        "mine": rows.unfinished().filter(handler=user),
        "over": rows.over(now),
        "registered": rows.filter(registered_by=user),
        "closed": rows.exclude(closed_at=None).order_by("-closed_at", "-pk"),
        "all": rows,
    }
    narrow = [name for name in FILTERS if choices[name]]
    wanted = shown[choices["show"]].filter(**{name: choices[name] for name in narrow})
    detailed = wanted.detailed()
    if kind := wanted_format(request):
        name = f"complaints-{timezone.localdate(now)}"
        return as_table(detailed, columns=COLUMNS, name=name, kind=kind)
    page = Paginator(detailed, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = {name: shown[name].order_by().count() for name in ("open", "mine", "over")}
    context = {
        "rows": with_clocks([*page.object_list], now),
        "total": page.paginator.count,
        "pages": pages_of(page, choices),
        "options": choices.shown(counts),
        "narrowed": [name for name in narrow if name != "grade"],
        "export": f"{choices.address()}&export=".replace("?&", "?"),
        "calls_back": oversees_any(user),
        "words": words,
        "is_narrowed": bool(words or narrow) or choices["show"] != "open",
    }
    return render(request, "lms_complaints/complaints.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a complaint, while the customer is still there."""
    now = timezone.now()
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = register(
            complaint=form.instance,
            is_answered=form.cleaned_data["is_answered"],
            act=Act(request.user, now),
        )
        return _told(request, row, is_new=row.registered_at == now)
    context = {"form": form, "promises": promises(), "service_time": service_time()}
    return render(request, "lms_complaints/new.html", context)


def _told(request: HttpRequest, row: Complaint, *, is_new: bool) -> HttpResponse:
    if is_new:
        said = _("Registered as %(number)s. Tell the customer this number, and when you will call.")  # fmt: skip
        messages.success(request, said % {"number": row.number})
    else:
        said = _("You registered the same just now as %(number)s: this is that one. If it is another customer's, register it with the last digits of the order.")  # fmt: skip
        messages.warning(request, said % {"number": row.number})
    return redirect(row)
