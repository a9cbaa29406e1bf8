"""Which rows an address of Wagtail's admin names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

Named = tuple[Any, Sequence[str]]


def _page() -> Any:
    return Page


MODELS: Mapping[str, Callable[[], Any]] = {
    "page_id": _page,
    "page_pk": _page,
    "parent_page_id": _page,
    "page_to_move_id": _page,
    "destination_id": _page,
    "document_id": get_document_model,
    "doc_id": get_document_model,
    "image_id": get_image_model,
}
"""Parts of an address that say by their name what they are a key of."""

KEYS = ("pk", "object_id")
"""Parts that are a key of the view's model."""


def named_objects(
    request: HttpRequest, view: object, kwargs: Mapping[str, Any]
) -> Iterator[Named]:
    """Yield each model that the address names rows of, with the keys."""
    for name, key in kwargs.items():
        if name in MODELS:
            yield MODELS[name](), [str(key)]
    model = _model_of(request, view, kwargs)
    if model is not None:
        keys = [unquote(str(kwargs[name])) for name in KEYS if name in kwargs]
        yield model, [*keys, *request.GET.getlist("id")]


def _model_of(request: HttpRequest, view: object, kwargs: Mapping[str, Any]) -> Any:
    """Return the model from the address, from the view, or a page if it is Wagtail's."""
    model = getattr(view, "view_initkwargs", {}).get("model")
    if "app_label" in kwargs:
        model = f"{kwargs['app_label']}.{kwargs.get('model_name')}"
    if isinstance(model, str):
        return _model_called(model)
    match = request.resolver_match
    is_about_pages = match is not None and match.view_name.startswith(
        ("wagtailadmin_pages:", "wagtailadmin_choose_page")
    )
    return Page if model is None and is_about_pages else model


def _model_called(name: str) -> Any:
    try:
        return apps.get_model(name)
    except (LookupError, ValueError):
        return None
