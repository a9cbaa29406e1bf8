"""Whether a person has just done something, which pages that are kept must show.

A cookie says so, as it comes with the next request whichever process answers that, and
goes by itself.
"""

from secrets import token_hex

from django.http import HttpRequest, HttpResponse

KEPT = 60
"""Seconds for which something may be shown again as it was."""
_COOKIE = "acted"
_LENGTH = 8
_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
_UNSEEN = 204


def last_act(request: HttpRequest) -> str:
    """Return what stands for what the person did last; "" if that is long ago."""
    return request.COOKIES.get(_COOKIE, "")[:_LENGTH]


def note_act(request: HttpRequest, response: HttpResponse) -> None:
    """Note that the person has sent something; an answer of 204 changes no page."""
    if request.method in _SAFE or response.status_code == _UNSEEN:
        return
    response.set_cookie(
        _COOKIE,
        token_hex(_LENGTH // 2),
        KEPT,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
