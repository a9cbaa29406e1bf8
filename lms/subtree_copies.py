"""Copies of pages with all that is below.

A restriction stays with the page that it was set for. A copy of what is below it would
be open, so where anything below is restricted, only the page itself can be copied.
"""

from typing import Any

from django import forms
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.pages import copy
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import PageViewRestriction


def is_restricted_below(page: Any) -> bool:
    """Tell whether a page below has a restriction of its own."""
    restrictions = PageViewRestriction.objects.exclude(
        restriction_type=PageViewRestriction.LOGIN
    )
    below = restrictions.filter(page__path__startswith=page.path).exclude(page=page)
    return bool(below.exists())


class CopyView(copy.CopyView):
    """Copies a page."""

    def get_form(self, form_class: Any = None) -> Any:
        """Offer what is below only where nothing of it would be opened."""
        form = super().get_form(form_class)
        if is_restricted_below(self.page):
            form.fields.pop("copy_subpages", None)
            if publish := form.fields.get("publish_copies"):
                publish.help_text = ""  # which counts them
        return form


class TranslationView(SubmitPageTranslationView):
    """Copies a page into another language."""

    def get_form(self) -> Any:
        """Offer what is below only where nothing of it would be opened."""
        form = super().get_form()
        if is_restricted_below(self.object):
            field = form.fields["include_subtree"]
            field.disabled, field.widget = True, forms.HiddenInput()
        return form


class ReadOnlyPagesAPI(PagesAdminAPIViewSet):
    """What Wagtail's own admin asks of pages; it changes them by its forms alone."""

    actions: dict[str, Any] = {}
