"""What happens around each request."""

import zoneinfo
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation


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
