"""FAQ entries and scripts in Wagtail's admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledge_base.forms import EntryForm, SceneInput
from knowledge_base.models import Faq, Script
from knowledge_base.models.freshness import with_freshness
from knowledge_base.models.periods import site_day
from knowledge_base.panels import NOTE_PANEL, PhrasePanel
from knowledge_base.viewsets.choosers import EntryChooserViewSet
from knowledge_base.viewsets.publishing import (
    EntryConfirmCancellationView,
    EntryCopyView,
    EntryCreateView,
    EntryEditView,
    EntryWorkflowActionView,
    FaqCreateView,
)
from knowledge_base.viewsets.review_policies import FRESHNESS_COLUMN
from lms.exports import ExportSnippetIndexView
from lms.filters import ReadableFilterSet

OVERRIDE_PANEL = FieldPanel("override_reason")


class EntryIndexView(ExportSnippetIndexView):
    """A list of entries."""

    base_filterset_class = ReadableFilterSet

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the entries, each with how far it can be trusted."""
        entries: QuerySet[Any] = super().get_base_queryset()
        return with_freshness(entries, site_day(timezone.now()), prefix="items__")


class EntryViewSet(SnippetViewSet):
    """What FAQ entries and scripts share."""

    index_view_class = EntryIndexView
    add_view_class = EntryCreateView
    edit_view_class = EntryEditView
    copy_view_class = EntryCopyView
    workflow_action_view_class = EntryWorkflowActionView
    confirm_workflow_cancellation_view_class = EntryConfirmCancellationView
    chooser_viewset_class = EntryChooserViewSet
    copy_view_enabled = True
    inspect_view_enabled = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """List what the person may read."""
        return self.model._default_manager.readable_by(request.user)

    def get_edit_handler(self) -> Any:
        """Return the panels, around a form that offers readable collections."""
        return ObjectList(self.panels, base_form_class=EntryForm).bind_to_model(
            self.model
        )


class ScriptViewSet(EntryViewSet):
    """Scripts."""

    model = Script
    icon = "comment"
    export_filename = "scripts"
    menu_label = _("Scripts")
    list_display = [
        "title",
        "short_code",
        "scene",
        Column("get_stage_display", label=capfirst(_("stage"))),
        LiveStatusTagColumn(label=_("Status")),
        FRESHNESS_COLUMN,
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_filter = ["scene", "stage", "emotion", "locale", "live", "collection"]
    ordering = ["title"]

    panels = [
        FieldPanel("title"),
        FieldRowPanel(
            [
                FieldPanel("short_code"),
                FieldPanel("scene", widget=SceneInput),
                FieldPanel("stage"),
                FieldPanel("emotion"),
            ]
        ),
        PhrasePanel("[name^=variants-][name$=-text]"),
        InlinePanel("variants", label=_("Variant"), min_num=1, max_num=3),
        InlinePanel("notes", label=_("Do and don't")),
        MultiFieldPanel(
            [FieldPanel("tags"), FieldPanel("collection")],
            heading=_("Where it belongs"),
        ),
        NOTE_PANEL,
        OVERRIDE_PANEL,
    ]


class FaqViewSet(EntryViewSet):
    """FAQ entries."""

    model = Faq
    add_view_class = FaqCreateView
    icon = "help"
    export_filename = "faq"
    menu_label = _("FAQ entries")
    list_display = [
        "question",
        LiveStatusTagColumn(label=_("Status")),
        FRESHNESS_COLUMN,
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_filter = ["locale", "live", "collection"]
    ordering = ["question"]

    panels = [
        FieldPanel("question"),
        InlinePanel("other_questions", label=_("Other way to ask")),
        PhrasePanel("[name=short_answer], [name=answer]"),
        FieldPanel("short_answer"),
        FieldPanel("answer"),
        InlinePanel("script_links", label=_("Linked script")),
        MultiFieldPanel(
            [FieldPanel("tags"), FieldPanel("collection")],
            heading=_("Where it belongs"),
        ),
        NOTE_PANEL,
        OVERRIDE_PANEL,
    ]
