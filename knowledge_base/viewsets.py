"""FAQ entries, scripts, placeholders and owners in Wagtail's admin."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    LiveStatusTagColumn,
    UpdatedAtColumn,
)
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import (
    CreateView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from knowledge_base.forms import EntryForm, SceneInput
from knowledge_base.models import Faq, KnowledgeItem, Placeholder, Script


class EntryCreateView(CreateView):
    """Adds an entry that belongs to whoever wrote it."""

    def save_instance(self) -> Any:
        """Save, and make the writer the owner."""
        entry = super().save_instance()
        entry.items.filter(owner=None).update(owner=self.request.user)
        return entry


def readable_only(view: type[Any]) -> type[Any]:
    """Return a view of a chooser that knows only what the person may read."""

    class ReadableOnly(view):
        def get_object_list(self) -> QuerySet[Any]:
            return self.model_class.objects.readable_by(self.request.user)

        def get_object(self, pk: object) -> Any:
            return self.get_object_list().get(pk=pk)

        def get_objects(self, pks: object) -> QuerySet[Any]:
            return self.get_object_list().filter(pk__in=pks)

    return ReadableOnly


class ReadableRowsMixin:
    """Keeps every view of a viewset to the rows that a person may read.

    Wagtail asks for permission on the model, not on the row.
    """

    model: Any

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., Any]:
        """Wrap each view: a row that one may not read is not found."""
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc] # a viewset's

        def guarded(
            request: HttpRequest, *args: object, **values: object
        ) -> HttpResponse:
            key = values.get("pk")
            if key is not None:
                rows = self.model.objects.readable_by(request.user)
                get_object_or_404(rows, pk=unquote(str(key)))
            return view(request, *args, **values)

        return update_wrapper(guarded, view)


class EntryChooserViewSet(SnippetChooserViewSet):
    """Offers, and returns, what the person may read."""

    choose_view_class = readable_only(ChooseView)
    choose_results_view_class = readable_only(ChooseResultsView)
    chosen_view_class = readable_only(SnippetChosenView)
    chosen_multiple_view_class = readable_only(SnippetChosenMultipleView)


class EntryViewSet(ReadableRowsMixin, SnippetViewSet):
    """What FAQ entries and scripts share."""

    add_view_class = EntryCreateView
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
    menu_label = _("Scripts")
    list_display = [
        "title",
        "short_code",
        "scene",
        Column("get_stage_display", label=_("stage")),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
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
        InlinePanel("variants", label=_("Variant"), min_num=1, max_num=3),
        InlinePanel("notes", label=_("Do and don't")),
        MultiFieldPanel(
            [FieldPanel("tags"), FieldPanel("collection")],
            heading=_("Where it belongs"),
        ),
    ]


class FaqViewSet(EntryViewSet):
    """FAQ entries."""

    model = Faq
    icon = "help"
    menu_label = _("FAQ")
    list_display = ["question", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_filter = ["locale", "live", "collection"]
    ordering = ["question"]

    panels = [
        FieldPanel("question"),
        InlinePanel("other_questions", label=_("Other way to ask")),
        FieldPanel("short_answer"),
        FieldPanel("answer"),
        InlinePanel("script_links", label=_("Linked script")),
        MultiFieldPanel(
            [FieldPanel("tags"), FieldPanel("collection")],
            heading=_("Where it belongs"),
        ),
    ]


class PlaceholderViewSet(SnippetViewSet):
    """The gaps that scripts may have."""

    model = Placeholder
    icon = "code"
    menu_label = _("Placeholders")
    list_display = [
        "name",
        "label",
        "label_en",
        Column("get_kind_display", label=_("kind")),
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


class LibraryViewSetGroup(SnippetViewSetGroup):
    """One menu for what editors tend."""

    items = (ScriptViewSet, FaqViewSet, PlaceholderViewSet)
    menu_icon = "folder-open-inverse"
    menu_label = _("Library")
    menu_name = "library"
    menu_order = 200


class KnowledgeItemIndexView(IndexView):
    """Lists what the person may read."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the anchors with what they stand for."""
        items = KnowledgeItem.objects.readable_by(self.request.user)
        return items.prefetch_related("content", "owner", "content_type")


class KnowledgeItemViewSet(ReadableRowsMixin, ModelViewSet):
    """Who owns what, and where it was imported from."""

    model = KnowledgeItem
    index_view_class = KnowledgeItemIndexView
    icon = "user"
    menu_label = _("Owners")
    menu_order = 300
    add_to_admin_menu = True
    form_fields = ["owner"]
    list_display = [
        Column("__str__", label=_("Item")),
        Column("kind", label=_("Kind"), accessor="content_type.name"),
        "owner",
        "source",
        "created_at",
    ]
    list_filter = ["content_type", "owner"]
    search_fields = ["source", "owner__username", "owner__last_name"]
    search_backend_name = None
