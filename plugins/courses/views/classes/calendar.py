"""The timetable as a calendar feed under a secret address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from lms.notifications import is_here, language_of
from plugins.courses.models import CalendarFeed
from plugins.courses.services.classes.calendar_feed import (
    calendar_of,
    etag_of,
    renew_feed,
)


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the address of one's feed; a post begins it, or gives it a new secret."""
    if request.method == "POST":
        if "stop" in request.POST:
            CalendarFeed.objects.filter(person=request.user.pk).delete()
            messages.success(request, _("The calendar is stopped: its address leads nowhere now."))  # fmt: skip
        else:
            renew_feed(person=request.user, now=timezone.now())
            messages.success(request, _("Here is the new address; an older one leads nowhere now."))  # fmt: skip
        return redirect("lms_courses:class_calendar")
    feed = CalendarFeed.objects.filter(person=request.user.pk).first()
    path = reverse("lms_courses:class_feed", args=[feed.token]) if feed else ""
    url = request.build_absolute_uri(path) if feed else ""
    context = {"feed": feed, "url": url, "webcal": f"webcal:{url.partition(':')[2]}"}
    return render(request, "lms_courses/classes/calendar.html", context)


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out titles and times to whoever knows the secret of somebody who is here."""
    rows = CalendarFeed.objects.select_related("person__staff_profile")
    found, now = rows.filter(token=token).first(), timezone.now()
    if found is None or not is_here(found.person, now):
        raise Http404
    with override(language_of(found.person)):
        body = calendar_of(found.person, name=_("Classes"), now=now)
    etag = etag_of(body)
    answer = HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={
            "ETag": etag,
            "Cache-Control": "private, max-age=0",
            "X-Robots-Tag": "noindex",
            "Content-Disposition": 'inline; filename="classes.ics"',
        },
    )
    return get_conditional_response(request, etag=etag, response=answer) or answer
