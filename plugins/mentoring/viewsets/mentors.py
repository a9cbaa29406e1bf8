"""Mentors in Wagtail's admin: for those who do not write about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from lms.exports import ExportIndexView
from plugins.mentoring.forms import MentorForm
from plugins.mentoring.models import Mentor


class MentorViewSet(ModelViewSet):
    """Who takes apprentices, and in what."""

    model = Mentor
    index_view_class = ExportIndexView
    icon = "group"
    menu_label = _("Mentors")
    menu_order = 336
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["person__last_name", "person__first_name", "directions"]
    form_fields = ["person", "directions", "note", "is_open"]
    list_display = [
        TitleColumn(
            "__str__", label=_("mentor"), url_name="lms_mentoring_mentors:edit"
        ),
        Column("directions", label=_("directions")),
        BooleanColumn("is_open", label=_("takes apprentices")),
    ]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the list says when it is empty."""
        said = {
            "page_title": self.menu_label,
            "empty_text": _(
                "There are no mentors yet. People offer themselves under “Mentoring” in "
                "the menu with their name, or you add them here."
            ),
        }
        return super().get_index_view_kwargs(**said, **kwargs)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form."""
        return MentorForm
