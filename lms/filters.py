"""Filters of Wagtail's lists."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Collection

from lms.access import readable_collections


def _readable(request: HttpRequest) -> QuerySet[Any]:
    found: QuerySet[Any] = Collection.objects.filter(
        readable_collections(request.user, key="pk")
    )
    return found


class ReadableFilterSet(WagtailFilterSet):
    """Offers no collection that is closed to the person."""

    @classmethod
    def filter_for_lookup(cls, field: Any, lookup_type: str) -> Any:
        """Return the filter for a field, and what it is made with."""
        kind, params = super().filter_for_lookup(field, lookup_type)
        if field.related_model is Collection:
            params = {**params, "queryset": _readable}
        return kind, params
