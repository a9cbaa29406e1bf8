"""Views that keep to what a person may read."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404


def readable_only(view: type[Any]) -> type[Any]:
    """Return a view of a chooser that knows only what the person may read."""

    class ReadableOnly(view):
        def get_object_list(self) -> QuerySet[Any]:
            return self.model_class.objects.readable_by(self.request.user)

        def get_object(self, pk: object) -> Any:
            return self.get_object_list().get(pk=pk)

        def get_objects(self, pks: object) -> QuerySet[Any]:
            return self.get_object_list().filter(pk__in=pks)

    return ReadableOnly


class ReadableRowsMixin:
    """Keeps every view of a viewset to the rows that a person may read.

    Wagtail asks for permission on the model, not on the row.
    """

    model: Any

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., Any]:
        """Wrap each view: a row that one may not read is not found."""
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc] # a viewset's

        def guarded(
            request: HttpRequest, *args: object, **values: object
        ) -> HttpResponse:
            key = values.get("pk")
            if key is not None:
                rows = self.model.objects.readable_by(request.user)
                get_object_or_404(rows, pk=unquote(str(key)))
            return view(request, *args, **values)

        return update_wrapper(guarded, view)
