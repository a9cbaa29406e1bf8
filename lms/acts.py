"""Whether a person has just done something, which pages that are kept must show.

The session says so, in every process at once. A cookie of its own would make browsers
fetch anew what one goes back to, with a form that had been sent.
"""

from collections.abc import Callable
from secrets import token_hex

from django.http import HttpRequest, HttpResponse

KEPT = 60
"""Seconds for which something may be shown again as it was."""
_ACT = "act"
_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
_UNSEEN = 204


def last_act(request: HttpRequest) -> str:
    """Return what stands for what the person did last; "" if that is nothing yet."""
    return str(request.session.get(_ACT, ""))


class ActsMiddleware:
    """Notes that a person has sent something; an answer of 204 changes no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        is_act = request.method not in _SAFE and response.status_code != _UNSEEN
        if is_act and request.user.is_authenticated:
            request.session[_ACT] = token_hex(4)
        return response
