"""What happens around each request."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib import messages
from django.db.models import BigIntegerField, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.access import reads_everything
from lms.admin_addresses import named_objects
from lms.onlookers import onlooker
from lms.policies import names_closed


class PreferencesMiddleware:
    """Speak the person's language and show times in the person's zone.

    Both are kept where Wagtail's admin keeps them, so that there is one choice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under the person's preferences."""
        profile = getattr(request.user, "wagtail_userprofile", None)
        if profile is None:
            return self.get_response(request)
        if profile.preferred_language:
            translation.activate(profile.preferred_language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(_zone(profile.current_time_zone)):
            return self.get_response(request)


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class LargeNumbersMiddleware:
    """Find nothing under a number that no database can hold.

    Django does so by itself, but not for tables that extend another, as those of pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, _request: object, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 when there is such a number in the address."""
        for value in kwargs.values():
            if isinstance(value, int) and value > BigIntegerField.MAX_BIGINT:
                raise Http404


class ProtectedRowsMiddleware:
    """Say in Wagtail's admin why something cannot be deleted, where it would break.

    What proves that somebody has learned or earned something holds its rows fast, and
    Wagtail's views do not know that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Lead back to where it was tried, with a sentence; nothing was deleted."""
        is_admin = request.path.startswith(reverse("wagtailadmin_home"))
        if not (isinstance(exception, ProtectedError) and is_admin):
            return None
        kinds = {row._meta.verbose_name_plural for row in exception.protected_objects}
        sentence = _(
            "Nothing was deleted: it is still needed as evidence (%(kinds)s). Whoever "
            "has left is deactivated and made anonymous instead."
        )
        messages.error(
            request, sentence % {"kinds": ", ".join(sorted(map(str, kinds)))}
        )
        return redirect(request.get_full_path())


class ClosedObjectsMiddleware:
    """Let Wagtail's admin find nothing that is closed to the person.

    Many of its views ask what somebody may do with a kind of thing, not with the one
    that the address names. Whoever has no access to the admin is left to it: that
    closed and open things are refused alike tells them nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what it draws is drawn for this person."""
        looking = onlooker.set(request.user)
        try:
            return self.get_response(request)
        finally:
            onlooker.reset(looking)

    def process_view(
        self, request: HttpRequest, view: object, _args: object, kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 when the address names something that is closed."""
        user = request.user
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return
        if not user.has_perm("wagtailadmin.access_admin") or reads_everything(user):
            return
        for model, keys in named_objects(request, view, kwargs):
            if names_closed(user, model, keys):
                raise Http404


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """One strict policy for the site, a wider one for Wagtail's admin."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 (django-csp's signature)
    ) -> PolicyParts:
        """Return the parts of the policy for this response."""
        parts = super().get_policy_parts(request, response, report_only)
        match = request.resolver_match
        if match is not None and match.route.startswith("admin/"):
            parts.replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
