"""Choosers of rows: nothing is added in passing."""

from typing import Any

from django.http import Http404
from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetCreateView


class NoCreateView(SnippetCreateView):
    """Where Wagtail adds a row in passing: ours need more than a small form."""

    def get_creation_form(self) -> Any:
        """Raise Http404: there is no such form."""
        raise Http404


class RowChooserViewSet(SnippetChooserViewSet):
    """Offers all rows."""

    create_view_class = NoCreateView
