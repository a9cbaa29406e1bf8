"""An admin view in which a person looks at a row and decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin import messages
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from lms.exports import ExportIndexView
from plugins.rewards.exceptions import RewardsError

with_links: Any = lazy(format_html, SafeString)
"""Puts addresses into a text when it is shown, not sooner."""


@dataclass(frozen=True)
class Action:
    """A button."""

    name: str
    label: Any
    is_serious: bool = False


class DeskView(EditView):
    """Shows the facts of a row; each button is one call of a service.

    What the service refuses is said in its one sentence, and nothing was changed.
    """

    template_name = "lms_rewards/admin/desk.html"

    def get_panel(self) -> None:
        """Return nothing: the form is our own."""

    def make_form(self, data: Any) -> forms.Form:
        """Return what is to be filled in; nothing unless a view says otherwise."""
        return forms.Form(data)

    def get_form(self, form_class: object = None) -> forms.Form:  # noqa: ARG002 (Django's)
        """Return the form."""
        return self.make_form(self.request.POST or None)

    def facts(self) -> Sequence[tuple[Any, Any]]:
        """Return names and values; those without a value are not shown."""
        return []

    def buttons(self) -> Sequence[Action]:
        """Return the buttons that fit the state of the row."""
        return []

    def refusal(self) -> str:
        """Return why this person has no buttons, if that needs a word."""
        return ""

    def decide(self, action: str, values: dict[str, Any]) -> None:
        """Do what a button says."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do what the pressed button says, if it is one of those that were shown."""
        self.object = self.get_object()
        self.form = form = self.get_form()
        action = request.POST.get("action", "")
        if action not in {each.name for each in self.buttons()}:
            raise PermissionDenied
        if form.is_valid():
            try:
                self.decide(action, form.cleaned_data)
            except RewardsError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, self.get_success_message())
                return HttpResponseRedirect(self.get_edit_url())
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add facts and buttons."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        facts = [
            (name, value) for name, value in self.facts() if value not in {None, ""}
        ]
        added = {"facts": facts, "buttons": self.buttons()}
        return {**context, **added}


def refusal_of(refuse: Callable[[Any, Any], None], row: Any, about: Any) -> str:
    """Return what a rule says against this person, or day; "" if nothing."""
    try:
        refuse(row, about)
    except RewardsError as error:
        return str(error)
    return ""


class OfficeViewSet(ModelViewSet):
    """Rows of the share points in the admin."""

    empty_text: Any
    index_view_class = ExportIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    add_to_admin_menu = False
    form_fields: list[str] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the list as the menu does, and add what it says when it is empty."""
        said = {"page_title": self.menu_label, "empty_text": self.empty_text}
        return super().get_index_view_kwargs(**said, **kwargs)
