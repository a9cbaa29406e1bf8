"""Stiff wordings and empathic ones in Wagtail's admin."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledge_base.forms import SceneInput
from knowledge_base.models import RewritingPair
from lms.exports import ExportSnippetIndexView
from lms.row_choosers import RowChooserViewSet
from lms.row_versions import (
    VersionedCopyView,
    VersionedCreateView,
    VersionedDeleteView,
    VersionedEditView,
    VersionsView,
)


class RewritingPairViewSet(SnippetViewSet):
    """How to say the same with empathy."""

    model = RewritingPair
    index_view_class = ExportSnippetIndexView
    export_filename = "rewritings"
    chooser_viewset_class = RowChooserViewSet
    icon = "resubmit"
    add_view_class = VersionedCreateView
    copy_view_class = VersionedCopyView
    edit_view_class = VersionedEditView
    delete_view_class = VersionedDeleteView
    history_view_class = VersionsView
    history_template_name = VersionsView.template_name
    list_display = [
        "stiff",
        "empathic",
        "scene",
        BooleanColumn("is_active", label=capfirst(_("active"))),
    ]
    list_filter = ["scene", "language", "is_active"]
    list_per_page = 50
    ordering = ["-language", "scene", "stiff"]
    search_fields = ["stiff", "empathic", "note", "scene"]
    search_backend_name = None
    panels = [
        FieldPanel("stiff"),
        FieldPanel("empathic", widget=AdminAutoHeightTextInput),
        FieldPanel("note"),
        FieldRowPanel(
            [
                FieldPanel("scene", widget=SceneInput),
                FieldPanel("language"),
                FieldPanel("is_active"),
            ]
        ),
    ]
