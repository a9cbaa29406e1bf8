"""Polite and forbidden phrases in Wagtail's admin."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledge_base.models import PhraseRule
from lms.exports import ExportSnippetIndexView
from lms.row_choosers import RowChooserViewSet
from lms.row_versions import (
    VersionedCopyView,
    VersionedCreateView,
    VersionedDeleteView,
    VersionedEditView,
    VersionsView,
)


class PhraseRuleViewSet(SnippetViewSet):
    """What to say and what not to say."""

    model = PhraseRule
    index_view_class = ExportSnippetIndexView
    export_filename = "phrases"
    chooser_viewset_class = RowChooserViewSet
    icon = "openquote"
    menu_label = _("Phrases")
    add_view_class = VersionedCreateView
    copy_view_class = VersionedCopyView
    edit_view_class = VersionedEditView
    delete_view_class = VersionedDeleteView
    history_view_class = VersionsView
    history_template_name = VersionsView.template_name
    list_display = [
        "pattern",
        Column("get_kind_display", label=capfirst(_("kind")), width="9%"),
        Column("get_severity_display", label=capfirst(_("severity")), width="9%"),
        "better",
        Column("get_channel_display", label=capfirst(_("channel"))),
        BooleanColumn("is_active", label=capfirst(_("active"))),
    ]
    list_filter = ["kind", "severity", "channel", "language", "is_opener", "is_active"]
    list_per_page = 50
    ordering = ["-language", "kind", "pattern"]
    search_fields = ["pattern", "better", "reason"]
    search_backend_name = None
    panels = [
        FieldPanel("pattern"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("severity")]),
        FieldPanel("better"),
        FieldPanel("exceptions"),
        FieldPanel("is_opener"),
        FieldPanel("reason"),
        FieldRowPanel(
            [FieldPanel("channel"), FieldPanel("language"), FieldPanel("is_active")]
        ),
    ]
