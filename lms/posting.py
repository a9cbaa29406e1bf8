"""What addresses and forms send: words, keys of rows, the step that a button takes."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest

LONGEST_KEY = 18  # digits that every database takes

Steps = Mapping[str, tuple[Callable[..., object], Any]]
"""By name: what a step does, and what is said when it is done.

It is done with the request, the row, and what was filled in where it has a form.
"""


def key_of(text: str) -> int:
    """Return the key of a row; 0, which is no row's, for what is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else 0


def text_of(request: HttpRequest, name: str, most: int = 500) -> str:
    """Return what was written, its lines ended as browsers count them.

    Without the NUL that no form sends and PostgreSQL refuses.
    """
    text = request.POST.get(name, "").replace("\x00", "")
    return text.replace("\r\n", "\n")[:most]


def take_step(  # noqa: PLR0913 (the step, its form, and how it may be refused)
    request: HttpRequest,
    steps: Steps,
    name: str,
    row: Any,
    *,
    form: Any = None,
    refusal: type[Exception],
    explain: Callable[[Any], object] = str,
) -> bool:
    """Take a step, say what came of it, and return whether it was taken.

    A form that is filled in wrongly says so itself. What a service refuses is a
    `refusal`. Raises Http404 for what is no step.
    """
    if name not in steps:
        raise Http404
    if form is not None and not form.is_valid():
        return False
    take, done = steps[name]
    try:
        take(request, row, *([form.cleaned_data] if form is not None else []))
    except refusal as error:
        messages.error(request, str(explain(error)))
        return False
    messages.success(request, str(done))
    return True
