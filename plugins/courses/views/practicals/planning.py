"""The organiser's pages: all sittings, and a plan that is looked at before it is saved."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.people.here import people_here
from plugins.courses.enums import SheetState, SittingState
from plugins.courses.exceptions import CourseError, NoRubricError
from plugins.courses.forms.fields import key_of
from plugins.courses.forms.practicals import MOST_AT_ONCE, PlanForm, SeatForm
from plugins.courses.models import Practical, Sitting
from plugins.courses.models.sitting import ORGANISE
from plugins.courses.services.practicals.planning import plan_sittings, propose
from plugins.courses.views.practicals.explaining import explain

PAGE_SIZE = 30
FIRST_HOUR = 9
SHOWN = {
    "ahead": pgettext_lazy("sittings", "Ahead"),
    "scored": pgettext_lazy("sittings", "To decide"),
    "review": pgettext_lazy("sittings", "Reviews wanted"),
    "decided": pgettext_lazy("sittings", "Decided"),
    "all": pgettext_lazy("sittings", "All"),
}
organiser_only = permission_required(ORGANISE, raise_exception=True)


@require_safe
@organiser_only
def board(request: HttpRequest) -> HttpResponse:
    """List the sittings: who has scored, what is to be decided."""
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "ahead"})
    rows = Sitting.objects.all()
    reviews = rows.decided().filter(wants_review=True, reviewed_at=None)
    differ = rows.filter(state=SittingState.SCORED)
    found = {
        "ahead": rows.ahead().order_by("starts_at", "pk"),
        "scored": differ.order_by("starts_at", "pk"),
        "review": reviews.order_by("replied_at", "pk"),
        "decided": rows.decided().order_by("-decided_at", "-pk"),
        "all": rows.order_by("-starts_at", "-pk"),
    }[choices["show"]]
    is_in = ~Q(sheets__state=SheetState.DRAFT)
    detailed = found.select_related("candidate", "scene").annotate(
        judges=Count("sheets"), scored=Count("sheets", filter=is_in)
    )
    page = Paginator(detailed, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = {"scored": differ.count(), "review": reviews.count()}
    context = {
        "page": page,
        "pages": pages_of(page, choices),
        "options": choices.shown(counts),
        "shows_all": choices["show"] == "all",
        "has_practicals": Practical.objects.filter(is_on=True).exists(),
    }
    return render(request, "lms_courses/practicals/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organiser_only
def plan(request: HttpRequest) -> HttpResponse:
    """Choose people and judges, look at what comes of it, change it, save it."""
    is_sent = request.method == "POST"
    initial = {
        **{name: request.GET.get(name) for name in ("practical", "cohort")},
        "takes_course": "takes_course" in request.GET,
        "first": timezone.localtime().replace(
            hour=FIRST_HOUR, minute=0, second=0, microsecond=0
        )
        + timedelta(days=1),
    }
    form = PlanForm(request.POST if is_sent else None, initial=initial, user=request.user)  # fmt: skip
    seats: list[SeatForm] = []
    if is_sent and form.is_valid():
        try:
            seats = _seats(request, form)
            wrong = [each for each in seats if not each.is_valid()]  # says all at once
            if "save" in request.POST and not wrong:
                return _save(request, form.cleaned_data["practical"], seats)
        except CourseError as error:
            form.add_error(None, explain(error))
    context = {
        "form": form,
        "seats": seats,
        "choice": getattr(form, "choice", None),
    }
    return render(request, "lms_courses/practicals/plan.html", context)


def _seats(request: HttpRequest, form: PlanForm) -> list[SeatForm]:
    """Return a small form for each candidate: proposed anew, or as it was sent."""
    known = form.cleaned_data
    practical: Practical = known["practical"]
    panel = [*known["judges"]]
    shared: dict[str, Any] = {
        "scenes": [*practical.scenes.filter(is_on=True)],
        "panel": panel,
        "needed": practical.judges_needed,
    }
    if not shared["scenes"]:
        raise NoRubricError
    if "save" in request.POST:
        sent = [key_of(key) for key in request.POST.getlist("seat")[:MOST_AT_ONCE]]
        rows = people_here(localdate()).filter(pk__in=sent)
        return [SeatForm(request.POST, candidate=each, **shared) for each in rows]
    proposed = propose(
        practical=practical,
        candidates=form.choice.candidates,
        judges=panel,
        first=known["first"],
        minutes=known["minutes"],
    )
    return [
        SeatForm(candidate=each.candidate, seat=each, **shared) for each in proposed
    ]


def _save(
    request: HttpRequest, practical: Practical, forms: list[SeatForm]
) -> HttpResponse:
    wanted = [each.seat() for each in forms if each.cleaned_data["is_taken"]]
    made = plan_sittings(practical=practical, seats=wanted, user=request.user, now=timezone.now())  # fmt: skip
    text = ngettext(
        "%(n)d sitting is planned; candidates and judges are told.",
        "%(n)d sittings are planned; candidates and judges are told.",
        len(made),
    )
    messages.success(request, text % {"n": len(made)})
    return redirect("lms_courses:practical_board")
