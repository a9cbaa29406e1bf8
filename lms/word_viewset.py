"""Synonyms and stop words in Wagtail's admin."""

from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.exports import ExportSnippetIndexView
from lms.menus import EDITORIAL
from lms.models.words import SearchWord
from lms.row_choosers import RowChooserViewSet
from lms.row_versions import (
    VersionedCopyView,
    VersionedCreateView,
    VersionedDeleteView,
    VersionedEditView,
    VersionsView,
)
from lms.search.vocabulary import shipped_groups, shipped_vocabulary


def _built_in() -> SafeString:
    """Return what comes with the product, for whoever wants to take of it away."""
    groups = format_html_join(
        "", "<li>{}</li>", ((" | ".join(group),) for group in shipped_groups())
    )
    stop = "、".join(sorted(shipped_vocabulary().stop_words))
    return format_html(
        "<details><summary>{}</summary><ul>{}</ul></details>"
        "<details><summary>{}</summary><p>{}</p></details>",
        gettext("Built-in synonyms"),
        groups,
        gettext("Built-in stop words"),
        stop,
    )


class SearchWordViewSet(SnippetViewSet):
    """What words mean to search."""

    model = SearchWord
    index_view_class = ExportSnippetIndexView
    export_filename = "synonyms"
    chooser_viewset_class = RowChooserViewSet
    icon = "search"
    menu_name = "search-words"
    menu_order = 340
    menu_hook = EDITORIAL
    add_view_class = VersionedCreateView
    copy_view_class = VersionedCopyView
    edit_view_class = VersionedEditView
    delete_view_class = VersionedDeleteView
    history_view_class = VersionsView
    history_template_name = VersionsView.template_name
    list_display = [
        "word",
        "others",
        Column("get_rule_display", label=capfirst(_("rule"))),
        "note",
        BooleanColumn("is_active", label=capfirst(_("active"))),
    ]
    list_filter = ["rule", "is_active"]
    list_per_page = 50
    search_fields = ["word", "others", "note"]
    search_backend_name = None
    panels = [
        FieldPanel("rule"),
        FieldPanel("word"),
        FieldPanel("others"),
        FieldPanel("note"),
        FieldPanel("is_active"),
        HelpPanel(lazy(_built_in, str)(), heading=_("What comes with the product")),
    ]
