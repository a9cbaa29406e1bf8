"""Who answers for what, in Wagtail's admin."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from knowledge_base.models import KnowledgeItem
from knowledge_base.models.freshness import with_freshness
from knowledge_base.models.periods import site_day
from knowledge_base.viewsets.review_policies import FRESHNESS_COLUMN
from lms.exports import ExportIndexView
from lms.filters import ReadableFilterSet
from lms.menus import EDITORIAL


def _kinds() -> list[tuple[int, str]]:
    """Return the kinds of content that there are; Wagtail would offer each model."""
    used = KnowledgeItem.objects.order_by().values("content_type")
    return [(kind.pk, kind.name) for kind in ContentType.objects.filter(pk__in=used)]


class KnowledgeItemFilterSet(ReadableFilterSet):
    """Narrows the items down by kind and owner."""

    content_type = ChoiceFilter(label=_("Kind"), choices=_kinds)

    class Meta:
        model = KnowledgeItem
        fields = ["content_type", "owner"]


class KnowledgeItemIndexView(ExportIndexView):
    """Lists what the person may read."""

    page_title = _("Owners")
    empty_text = _(
        "Each article, FAQ entry and script appears here by itself once it is "
        "written, with who answers for it."
    )

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the anchors with what they stand for."""
        items = KnowledgeItem.objects.readable_by(self.request.user)
        checked = with_freshness(items, site_day(timezone.now()))
        return checked.prefetch_related("content", "owner", "content_type")


class KnowledgeItemViewSet(ModelViewSet):
    """Who owns what, and where it was imported from."""

    model = KnowledgeItem
    index_view_class = KnowledgeItemIndexView
    icon = "user"
    export_filename = "items"
    menu_label = _("Owners")
    menu_order = 316
    menu_hook = EDITORIAL
    form_fields = ["owner"]
    list_display = [
        "__str__",
        Column("kind", label=_("Kind"), accessor="content_type.name"),
        "owner",
        FRESHNESS_COLUMN,
        "next_due_on",
        "source",
        "created_at",
    ]
    filterset_class = KnowledgeItemFilterSet
    search_fields = ["source", "owner__username", "owner__last_name"]
    search_backend_name = None
