"""What Wagtail's admin says of all that is below a page: counts of what one may read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from wagtail.admin.views.pages import delete, unpublish

from lms.access import Reader, readable_pages


def readable_below(user: Reader, page: Any) -> Any:
    """Return the pages below this one, without what is closed to `user`."""
    return page.get_descendants().filter(readable_pages(user))


def _all(pages: QuerySet[Any]) -> QuerySet[Any]:
    return pages


def _live(pages: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = pages.live()
    return found


def _drafts(pages: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = pages.not_live()
    return found


COUNTED: Mapping[str, Callable[[Any], QuerySet[Any]]] = {
    "descendant_count": _all,
    "child_pages": _all,
    "live_descendant_count": _live,
    "draft_descendant_count": _drafts,
}
"""Under which names Wagtail's views count what is below a page, and what of it."""


def readable_counts(
    user: Reader, page: Any, context: Mapping[str, Any]
) -> dict[str, int]:
    """Return those counts anew that are in the context of a view."""
    below = readable_below(user, page)
    return {
        name: chosen(below).count()
        for name, chosen in COUNTED.items()
        if name in context
    }


def _translated(user: Reader, pages: Iterable[Any], chosen: Any = _all) -> int:
    """Count what would go with the translations."""
    below = (readable_below(user, page) for page in pages)
    return sum(chosen(found.filter(alias_of__isnull=True)).count() for found in below)


class DeleteView(delete.DeleteView):
    """Asks whether a page shall be deleted."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count what the person may read."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.request.user
        context |= readable_counts(user, self.page, context)
        limit = getattr(settings, "WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT", 10)
        return context | {
            "type_to_confirm_before_delete": context["descendant_count"] + 1 >= limit,
            "translation_descendant_count": _translated(user, self.pages_to_delete),
        }


class UnpublishView(unpublish.UnpublishView):
    """Asks whether a page shall be taken offline."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count what the person may read."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user, translations = self.request.user, self.objects_to_unpublish[1:]
        context["translation_descendant_count"] = _translated(user, translations, _live)
        return context | readable_counts(user, self.object, context)
