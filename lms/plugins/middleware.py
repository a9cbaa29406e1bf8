"""What happens around each request for the sake of plugins."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from lms.plugins.ownership import is_owner_enabled
from lms.plugins.running import one_answer


class PluginMiddleware:
    """Asks once a request what is on, and answers 404 for the views of what is off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        with one_answer():
            return self.get_response(request)

    def process_view(
        self,
        _request: HttpRequest,
        view: object,
        _args: object,
        _kwargs: dict[str, Any],
    ) -> None:
        """Raise Http404 when the view belongs to a plugin that does not run."""
        if not is_owner_enabled(view):
            raise Http404
