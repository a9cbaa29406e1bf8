"""Signing in by the code on the trainer's screen, and apologies in advance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from plugins.courses.exceptions import ClassError
from plugins.courses.models import Attendance
from plugins.courses.services.classes.codes import code_of, seconds_left
from plugins.courses.services.classes.notices import expected_at
from plugins.courses.services.classes.signing_in import (
    apologize,
    is_open,
    sign_in,
    take_apology_back,
    window_of,
)
from plugins.courses.views.classes.explaining import explain
from plugins.courses.views.classes.frame import (
    in_site_time,
    session_seen,
    session_to_run,
)

_LONGEST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_site_time
def sign_in_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the code, and say what came of it."""
    session, now = session_seen(request, pk), timezone.now()
    opens, closes = window_of(session)
    context = {
        "session": session,
        "is_open": is_open(session, now),
        "is_early": now < opens,
        "opens": opens,
        "closes": closes,
        "is_expected": any(m.person_id == request.user.pk for m in expected_at(session)),
    }  # fmt: skip
    if request.method == "POST":
        code = request.POST.get("code", "")[:_LONGEST]
        try:
            sign_in(session=session, person=request.user, code=code, now=now)
        except ClassError as error:
            context["problem"] = explain(error)
    own = Attendance.objects.filter(session=session, person=request.user.pk)
    context["own"] = own.attended().first()
    return render(request, "lms_courses/classes/sign_in.html", context)


@require_safe
@never_cache
@in_site_time
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the code in large digits; asked again in part each few seconds."""
    session, now = session_to_run(request, pk), timezone.now()
    _opens, closes = window_of(session)
    shown = code_of(session, now)
    there = Attendance.objects.filter(session=session).attended().count()
    context = {
        "session": session,
        "code": f"{shown[:3]} {shown[3:]}",
        "seconds": seconds_left(now),
        "is_open": is_open(session, now),
        "opens": _opens,
        "closes": closes,
        "is_early": now < _opens,
        "there": there,
        "people": len(expected_at(session)),
    }
    name = "components/code.html" if "X-Part" in request.headers else "code.html"
    return render(request, f"lms_courses/classes/{name}", context)


@require_POST
@in_site_time
def apology(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what somebody says who cannot come, or that they come after all."""
    session, now = session_seen(request, pk), timezone.now()
    try:
        if "back" in request.POST:
            take_apology_back(session=session, person=request.user, now=now)
            messages.success(request, _("Good: you are expected."))
        else:
            reason = request.POST.get("reason", "")
            apologize(session=session, person=request.user, reason=reason, now=now)
            messages.success(
                request, _("It is sent. You are excused once the trainer accepts it.")
            )
    except ClassError as error:
        messages.error(request, explain(error))
    return redirect(session)
