"""Who answers for what, in Wagtail's admin."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from knowledge_base.models import KnowledgeItem
from knowledge_base.models.freshness import with_freshness
from knowledge_base.models.periods import site_day
from knowledge_base.viewsets.review_policies import FRESHNESS_COLUMN
from lms.exports import ExportIndexView


class KnowledgeItemIndexView(ExportIndexView):
    """Lists what the person may read."""

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
    menu_order = 300
    add_to_admin_menu = True
    form_fields = ["owner"]
    list_display = [
        Column("__str__", label=_("Item")),
        Column("kind", label=_("Kind"), accessor="content_type.name"),
        "owner",
        FRESHNESS_COLUMN,
        "next_due_on",
        "source",
        "created_at",
    ]
    list_filter = ["content_type", "owner"]
    search_fields = ["source", "owner__username", "owner__last_name"]
    search_backend_name = None
