"""So often a minute an address may ask for a page that is open to everybody."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

MINUTE = 60
View = Callable[..., HttpResponseBase]


def limited(most: int) -> Callable[[View], View]:
    """Answer each address so often a minute, then 429 until the next one begins.

    The address is the one that sign-in counts by. Counted is in the cache: without a
    common one, each process counts for itself.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            minute, second = divmod(int(time.time()), MINUTE)
            asked = _count(f"{view.__module__}.{view.__name__}", request, minute)
            if asked > most:
                return _too_often(request, MINUTE - second)
            return view(request, *args, **kwargs)

        return answer

    return decorate


def _count(name: str, request: HttpRequest, minute: int) -> int:
    key = f"lms.limited:{name}:{get_client_ip_address(request)}:{minute}"
    cache.add(key, 0, 2 * MINUTE)
    return cache.incr(key)


def _too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
