"""What a button or a small form sends."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest

from plugins.case_studies.exceptions import CaseError
from plugins.case_studies.views.explaining import explain

Steps = Mapping[str, tuple[Callable[[HttpRequest, Any], None], Any]]


def text_of(request: HttpRequest, name: str, most: int) -> str:
    """Return what was written, its lines ended as browsers count them."""
    return request.POST.get(name, "").replace("\r\n", "\n")[:most]


def take_step(request: HttpRequest, steps: Steps, name: str, row: Any) -> None:
    """Take a step of a case or an action, and say what came of it.

    Raises Http404 for what is no step.
    """
    if name not in steps:
        raise Http404
    take, done = steps[name]
    try:
        take(request, row)
    except CaseError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, str(done))
