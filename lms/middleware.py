"""What happens around each request."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from wagtail.models import Page

from lms.access import readable_pages


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


class ClosedPagesMiddleware:
    """Let Wagtail's admin find no page that is closed to the person.

    It asks what somebody may do with a page, not whether the person may read it.
    """

    PAGE_VIEWS = frozenset({"wagtailadmin_pages", "simple_translation"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 when the address names a page that is closed."""
        match = request.resolver_match
        if match is None or self.PAGE_VIEWS.isdisjoint(match.namespaces):
            return
        named = [key for name, key in kwargs.items() if "page" in name]
        readable = Page.objects.filter(readable_pages(request.user)).values("pk")
        if Page.objects.filter(pk__in=named).exclude(pk__in=readable).exists():
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
