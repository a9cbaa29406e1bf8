"""What addresses and forms send: words, keys of rows, the step that a button takes."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest

LONGEST_KEY = 18  # digits that every database takes

Steps = Mapping[str, tuple[Callable[[HttpRequest, Any], object], Any]]
"""By name: what a step does, and what is said when it is done."""


def key_of(text: str) -> int:
    """Return the key of a row; 0, which is no row's, for what is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else 0


def text_of(request: HttpRequest, name: str, most: int = 500) -> str:
    """Return what was written, its lines ended as browsers count them.

    Without the NUL that no form sends and PostgreSQL refuses.
    """
    text = request.POST.get(name, "").replace("\x00", "")
    return text.replace("\r\n", "\n")[:most]


def take_step(
    request: HttpRequest,
    steps: Steps,
    name: str,
    row: Any,
    *,
    refusal: type[Exception],
    explain: Callable[[Any], object] = str,
) -> bool:
    """Take a step, say what came of it, and return whether it was taken.

    What a service refuses is a `refusal`. Raises Http404 for what is no step.
    """
    if name not in steps:
        raise Http404
    take, done = steps[name]
    try:
        take(request, row)
    except refusal as error:
        messages.error(request, str(explain(error)))
        return False
    messages.success(request, str(done))
    return True
