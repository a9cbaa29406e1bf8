"""Schemes and topics in Wagtail's admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from lms.exports import ExportIndexView
from plugins.certification.forms import SchemeForm, TopicForm
from plugins.certification.models import Scheme, SignOffTopic
from plugins.certification.services.versions import keep_row


class KeepingMixin:
    """Saves a row with its history."""

    def save_instance(self) -> Any:
        """Save it under the name of the person."""
        view: Any = self
        return keep_row(row=view.form.instance, user=view.request.user)


class RowAddView(KeepingMixin, CreateView):
    """Adds a row."""


class RowView(KeepingMixin, EditView):
    """Changes a row."""


class RowsViewSet(ModelViewSet):
    """Rows of certification in the admin."""

    empty_text: Any
    form_class: type[forms.ModelForm[Any]]
    index_view_class = ExportIndexView
    add_view_class: Any = RowAddView
    edit_view_class: Any = RowView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    add_to_admin_menu = False
    form_fields: list[str] = []
    search_fields = ["name", "name_en", "code"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the list as the menu does, and add what it says when it is empty."""
        said = {"page_title": self.menu_label, "empty_text": self.empty_text}
        return super().get_index_view_kwargs(**said, **kwargs)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form."""
        return self.form_class


class SchemeViewSet(RowsViewSet):
    """Ladders of levels."""

    model = Scheme
    form_class = SchemeForm
    icon = "list-ul"
    menu_label = pgettext_lazy("certification", "Schemes")
    empty_text = _(
        "There is no scheme yet. Add one, then the levels that belong to it."
    )
    list_display = [
        TitleColumn(
            "__str__", label=_("scheme"), url_name="lms_certification_schemes:edit"
        ),
        Column("code", label=pgettext_lazy("certification", "code"), sort_key="code"),
        BooleanColumn("is_on", label=pgettext_lazy("certification", "offered")),
    ]


class TopicViewSet(RowsViewSet):
    """What trainers sign off."""

    model = SignOffTopic
    form_class = TopicForm
    icon = "pick"
    menu_label = _("Topics of sign-offs")
    empty_text = _(
        "There is nothing to be signed off yet. Add what a person has to have seen, "
        "such as a practical, then let a level ask for it."
    )
    list_display = [
        TitleColumn(
            "__str__",
            label=_("topic of sign-offs"),
            url_name="lms_certification_topics:edit",
        ),
        Column("code", label=pgettext_lazy("certification", "code"), sort_key="code"),
    ]
