"""What the knowledge base adds to Wagtail's admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from knowledge_base.viewsets import KnowledgeItemViewSet, LibraryViewSetGroup

register_snippet(LibraryViewSetGroup)


@hooks.register("register_admin_viewset")
def knowledge_item_viewset() -> KnowledgeItemViewSet:
    """Owners, as a list of its own."""
    return KnowledgeItemViewSet("lms_knowledge_items")
