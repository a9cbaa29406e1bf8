"""How often each kind is checked, and the way to the reviews, in Wagtail's admin."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledge_base.enums import Freshness
from knowledge_base.models import ReviewPolicy
from lms.exports import ExportSnippetIndexView
from lms.row_choosers import RowChooserViewSet
from lms.row_versions import (
    VersionedCopyView,
    VersionedCreateView,
    VersionedDeleteView,
    VersionedEditView,
    VersionsView,
)


def _freshness(row: Any) -> str:
    return str(Freshness(row.freshness).label)


FRESHNESS_COLUMN = Column("freshness", label=_("Last check"), accessor=_freshness)
"""For rows that came through `with_freshness`."""


class ReviewPolicyViewSet(SnippetViewSet):
    """One rule for each kind."""

    model = ReviewPolicy
    index_view_class = ExportSnippetIndexView
    export_filename = "review-rules"
    chooser_viewset_class = RowChooserViewSet
    icon = "calendar-check"
    menu_label = _("Review rules")
    add_view_class = VersionedCreateView
    copy_view_class = VersionedCopyView
    edit_view_class = VersionedEditView
    delete_view_class = VersionedDeleteView
    history_view_class = VersionsView
    history_template_name = VersionsView.template_name
    list_display = [
        Column("get_kind_display", label=capfirst(_("kind"))),
        Column("get_cadence_display", label=capfirst(_("is checked"))),
        "lead_days",
        "grace_days",
        Column("get_first_month_display", label=capfirst(_("the year begins in"))),
        BooleanColumn("asks_four_eyes", label=capfirst(_("four eyes"))),
    ]
    panels = [
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("cadence"), FieldPanel("first_month")]),
        FieldRowPanel([FieldPanel("lead_days"), FieldPanel("grace_days")]),
        FieldPanel("asks_four_eyes"),
    ]
