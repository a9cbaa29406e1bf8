"""Placeholders in Wagtail's admin."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledge_base.models import Placeholder
from lms.exports import ExportSnippetIndexView
from lms.row_choosers import RowChooserViewSet
from lms.row_versions import (
    VersionedCopyView,
    VersionedCreateView,
    VersionedDeleteView,
    VersionedEditView,
    VersionsView,
)


class PlaceholderViewSet(SnippetViewSet):
    """The gaps that scripts may have."""

    model = Placeholder
    index_view_class = ExportSnippetIndexView
    export_filename = "placeholders"
    chooser_viewset_class = RowChooserViewSet
    icon = "code"
    menu_label = _("Placeholders")
    add_view_class = VersionedCreateView
    copy_view_class = VersionedCopyView
    edit_view_class = VersionedEditView
    delete_view_class = VersionedDeleteView
    history_view_class = VersionsView
    history_template_name = VersionsView.template_name
    list_display = [
        "name",
        "label",
        "label_en",
        Column("get_kind_display", label=capfirst(_("kind"))),
        BooleanColumn("is_required", label=_("Required")),
    ]
    search_fields = ["name", "label", "label_en"]
    search_backend_name = None
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("label"), FieldPanel("label_en")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("is_required")]),
        FieldRowPanel([FieldPanel("sample"), FieldPanel("sample_en")]),
        FieldPanel("choices"),
    ]
