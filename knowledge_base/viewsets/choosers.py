"""Choosers: nothing closed is offered, and nothing is added in passing.

Addresses that name a row are guarded by `lms.middleware.ClosedObjectsMiddleware`.
"""

from typing import Any

from django.db.models import QuerySet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
)

from lms.row_choosers import RowChooserViewSet


class ReadableRowsMixin:
    """Offers only what the person may read."""

    model_class: Any
    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        """Return the rows to choose from."""
        found: QuerySet[Any] = self.model_class.objects.readable_by(self.request.user)
        return found


class EntryChooseView(ReadableRowsMixin, ChooseView):
    """The whole chooser."""


class EntryChooseResultsView(ReadableRowsMixin, ChooseResultsView):
    """Its list."""


class EntryChooserViewSet(RowChooserViewSet):
    """Offers what the person may read."""

    choose_view_class = EntryChooseView
    choose_results_view_class = EntryChooseResultsView
