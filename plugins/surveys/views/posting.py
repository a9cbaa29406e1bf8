"""What a button or a small form sends."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest

from plugins.surveys.exceptions import SurveyError

Steps = Mapping[str, tuple[Callable[[HttpRequest, Any], object], Any]]


def take_step(request: HttpRequest, steps: Steps, name: str, row: Any) -> bool:
    """Take a step, say what came of it, and return whether it was taken.

    Raises Http404 for what is no step.
    """
    if name not in steps:
        raise Http404
    take, done = steps[name]
    try:
        take(request, row)
    except SurveyError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, str(done))
    return True
