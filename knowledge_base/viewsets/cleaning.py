"""What an import takes out or marks, in Wagtail's admin."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledge_base.models import CleaningRule
from lms.exports import ExportSnippetIndexView
from lms.row_choosers import RowChooserViewSet
from lms.row_versions import (
    VersionedCopyView,
    VersionedCreateView,
    VersionedDeleteView,
    VersionedEditView,
    VersionsView,
)


class CleaningRuleViewSet(SnippetViewSet):
    """What download sites put around a text."""

    model = CleaningRule
    index_view_class = ExportSnippetIndexView
    export_filename = "cleaning-rules"
    chooser_viewset_class = RowChooserViewSet
    icon = "cut"
    menu_label = _("Cleaning rules")
    add_view_class = VersionedCreateView
    copy_view_class = VersionedCopyView
    edit_view_class = VersionedEditView
    delete_view_class = VersionedDeleteView
    history_view_class = VersionsView
    history_template_name = VersionsView.template_name
    list_display = [
        "pattern",
        Column("get_action_display", label=capfirst(_("what happens")), width="20%"),
        BooleanColumn("is_whole_line", label=capfirst(_("whole line"))),
        "note",
        BooleanColumn("is_active", label=capfirst(_("active"))),
    ]
    list_filter = ["action", "is_active"]
    list_per_page = 50
    ordering = ["pattern"]
    search_fields = ["pattern", "note"]
    search_backend_name = None
    panels = [
        FieldPanel("pattern"),
        FieldRowPanel([FieldPanel("action"), FieldPanel("is_whole_line")]),
        FieldPanel("exceptions"),
        FieldPanel("note"),
        FieldPanel("is_active"),
    ]
