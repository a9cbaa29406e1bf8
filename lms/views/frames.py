"""The page around an item: the whole one, or the space beside a list of results."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

PREVIEW = "preview"  # the element of the agent's screen that shows an item


def render_item(
    request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Render what `SearchHit.url` leads to: a page, or its main part for the preview.

    The template extends `frame`, or its own base where there is none.
    """
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == PREVIEW:
        context["frame"] = "preview.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Target"])
    return response
