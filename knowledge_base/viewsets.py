"""FAQ entries, scripts, placeholders and owners in Wagtail's admin."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    LiveStatusTagColumn,
    UpdatedAtColumn,
)
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import (
    CreateView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from knowledge_base.forms import SceneInput
from knowledge_base.models import Faq, KnowledgeItem, Placeholder, Script
from lms.access import readable_collections


class EntryCreateView(CreateView):
    """Adds an entry that belongs to whoever wrote it."""

    def save_instance(self) -> Any:
        """Save, and make the writer the owner."""
        entry = super().save_instance()
        entry.items.filter(owner=None).update(owner=self.request.user)
        return entry


class EntryViewSet(SnippetViewSet):
    """A snippet whose every view keeps to the collections that a person may read.

    Wagtail asks for permission on the model, not on the row.
    """

    add_view_class = EntryCreateView
    copy_view_enabled = True
    inspect_view_enabled = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """List what the person may read."""
        return self._readable(request)

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., Any]:
        """Wrap each view: a row that one may not read is not found."""
        view = super().construct_view(view_class, **kwargs)

        def guarded(
            request: HttpRequest, *args: object, **values: object
        ) -> HttpResponse:
            key = values.get("pk")
            if key is not None:
                rows = self._readable(request).filter(pk=unquote(str(key)))
                if not rows.exists():
                    raise Http404
            return view(request, *args, **values)

        return update_wrapper(guarded, view)

    def _readable(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.filter(readable_collections(request.user))


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
        FieldPanel("scripts"),
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


class KnowledgeItemViewSet(ModelViewSet):
    """Who owns what, and where it was imported from."""

    model = KnowledgeItem
    icon = "user"
    menu_label = _("Owners")
    menu_order = 300
    add_to_admin_menu = True
    form_fields = ["owner"]
    list_display = [
        Column("__str__", label=_("Item")),
        Column("content_type", label=_("Kind")),
        "owner",
        "source",
        "created_at",
    ]
    list_filter = ["content_type", "owner"]
    search_fields = ["source", "owner__username", "owner__last_name"]
    search_backend_name = None
