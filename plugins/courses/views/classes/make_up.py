"""The desk of make-up orders."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from plugins.courses.enums import OrderState
from plugins.courses.exceptions import ClassError
from plugins.courses.forms.fields import key_of
from plugins.courses.models import Cohort, MakeUpOrder
from plugins.courses.models.make_up import WAIVE
from plugins.courses.services.classes.attendance import settle_order
from plugins.courses.services.classes.booking import book_class, fitting, with_places
from plugins.courses.views.classes.explaining import explain
from plugins.courses.views.classes.frame import in_site_time

PAGE_SIZE = 30
SHOWN = {"open": gettext_lazy("Open orders"), "settled": gettext_lazy("Settled")}


@require_safe
@in_site_time
def desk(request: HttpRequest) -> HttpResponse:
    """List make-up orders: one's own, and those of cohorts that one looks after."""
    user, now = request.user, timezone.now()
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "open"})
    rows = MakeUpOrder.objects.visible_for(user)
    wanted = rows.waiting() if choices["show"] == "open" else rows.exclude(pk__in=rows.waiting().values("pk")).order_by("-settled_at", "-pk")  # fmt: skip
    related = ("member__person", "member__cohort", "booked")
    detailed = wanted.with_exam().select_related(*related).prefetch_related("steps__by")
    page = Paginator(detailed, PAGE_SIZE).get_page(request.GET.get("page"))
    run = {*Cohort.objects.run_by(user).values_list("pk", flat=True)}
    context = {
        "page": page,
        "pages": pages_of(page, choices),
        "options": choices.shown({"open": rows.waiting().count()}),
        "rows": _with_classes(page.object_list, run, user, now),
        "may_waive": user.has_perm(WAIVE),
    }
    return render(request, "lms_courses/classes/make_up.html", context)


def _with_classes(orders: Any, run: set[int], user: Any, now: Any) -> list[Any]:
    """Return orders, each with the classes to be booked: one query for all."""
    cohorts = {order.member.cohort for order in orders}
    classes = [*with_places(fitting(cohorts, now)).select_related("cohort")]
    found = []
    for order in orders:
        cohort = order.member.cohort
        own = [
            each
            for each in classes
            if each.cohort_id == cohort.pk
            or (cohort.course_id and each.cohort.course_id == cohort.course_id)
        ]
        is_mine = order.member.person_id == user.pk
        found.append((order, own, cohort.pk in run, is_mine))
    return found


@require_POST
@in_site_time
def order_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Book a class, close or waive an order."""
    rows = MakeUpOrder.objects.visible_for(request.user)
    order = get_object_or_404(rows.select_related("member__cohort"), pk=pk)
    if step not in {"book", "close", "waive"}:
        raise Http404
    try:
        if step == "book":
            _book(request, order)
        else:
            _settle(request, order, step)
    except ClassError as error:
        messages.error(request, explain(error))
    where = "class_mine" if request.POST.get("next") == "mine" else "class_make_up"
    return redirect(f"lms_courses:{where}")


def _book(request: HttpRequest, order: MakeUpOrder) -> None:
    now, key = timezone.now(), key_of(request.POST.get("session", ""))
    session = get_object_or_404(fitting([order.member.cohort], now), pk=key)
    book_class(order=order, session=session, user=request.user, now=now)
    messages.success(request, _("The make-up class is booked; it is in the timetable."))


def _settle(request: HttpRequest, order: MakeUpOrder, step: str) -> None:
    cohorts = Cohort.objects.run_by(request.user)
    get_object_or_404(cohorts, pk=order.member.cohort_id)
    if order.member.person_id == request.user.pk:
        raise PermissionDenied  # nobody settles what is one's own
    state = OrderState.CLOSED if step == "close" else OrderState.WAIVED
    settle_order(
        order=order,
        state=state,
        user=request.user,
        reason=request.POST.get("reason", "")[:200],
        now=timezone.now(),
    )
    said = _("The order is closed; the absences are made up.") if step == "close" else _("The order is waived; the absences are excused.")  # fmt: skip
    messages.success(request, said)
