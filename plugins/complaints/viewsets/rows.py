"""Kinds and areas of complaints in Wagtail's admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from lms.exports import ExportIndexView
from plugins.complaints.models import Area, Category


class NamedViewSet(ModelViewSet):
    """Rows that complaints are sorted by."""

    index_view_class = ExportIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["name", "name_en"]
    form_fields = ["name", "name_en", "is_retired"]
    empty_text: Any = ""

    @property
    def list_display(self) -> list[Column]:
        """Return the columns; the first leads to the row."""
        return [
            TitleColumn("__str__", label=_("name"), url_name=self.get_url_name("edit")),
            BooleanColumn("is_retired", label=_("no longer offered")),
        ]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the list says when it is empty."""
        said = {"page_title": self.menu_label, "empty_text": self.empty_text}
        return super().get_index_view_kwargs(**said, **kwargs)


class CategoryViewSet(NamedViewSet):
    """What complaints are about."""

    model = Category
    icon = "tag"
    menu_label = _("Kinds of complaints")
    empty_text = _("There are no kinds yet. Add what customers complain about: delivery, refunds, service.")  # fmt: skip


class AreaViewSet(NamedViewSet):
    """Where complaints come from."""

    model = Area
    icon = "site"
    menu_label = _("Areas of complaints")
    empty_text = _("There are no areas yet. Add regions, shops or lines of business.")


class ComplaintsViewSetGroup(ModelViewSetGroup):
    """What complaints are sorted by, in one menu."""

    items = (
        CategoryViewSet("lms_complaints_categories", url_prefix="complaints/kinds"),
        AreaViewSet("lms_complaints_areas", url_prefix="complaints/areas"),
    )
    menu_label = _("Complaints")
    menu_name = "complaints"
    menu_icon = "warning"
    menu_order = 337
