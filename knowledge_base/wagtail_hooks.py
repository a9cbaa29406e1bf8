"""What the knowledge base adds to Wagtail's admin."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from knowledge_base.models.item import GovernedMixin
from knowledge_base.viewsets import KnowledgeItemViewSet, LibraryViewSetGroup

register_snippet(LibraryViewSetGroup)


@hooks.register("register_admin_viewset")
def knowledge_item_viewset() -> KnowledgeItemViewSet:
    """Owners, as a list of its own."""
    return KnowledgeItemViewSet("lms_knowledge_items")


@hooks.register("before_bulk_action")
def hide_unreadable_rows(
    request: HttpRequest, _action: str, objects: Iterable[object], view: object
) -> None:
    """Find nothing where one of the rows is closed to the person."""
    model = getattr(view, "model", None)
    if model is None or not issubclass(model, GovernedMixin):
        return
    keys = {found.pk for found in objects}  # type: ignore[attr-defined] # rows
    if model._default_manager.readable_by(request.user).filter(
        pk__in=keys
    ).count() < len(keys):
        raise Http404
