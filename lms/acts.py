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
    """Notes that a person has sent something.

    What is answered by 204 or JSON, such as texts that are checked while they are
    typed, changes no page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        if _changes_pages(request, response) and request.user.is_authenticated:
            request.session[_ACT] = token_hex(4)
        return response


def _changes_pages(request: HttpRequest, response: HttpResponse) -> bool:
    is_seen = response.status_code != _UNSEEN
    is_page = response.get("Content-Type", "") != "application/json"
    return request.method not in _SAFE and is_seen and is_page
