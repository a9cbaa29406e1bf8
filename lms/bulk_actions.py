"""What is done with many rows at once: "all" is all that the person may read."""

from collections.abc import Iterable
from typing import Any

from wagtail.admin.views.pages import bulk_actions as pages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from lms.policies import readable_keys


def _readable(action: type[Any]) -> type[Any]:
    class Readable(action):
        def get_all_objects_in_listing_query(self, parent_id: Any) -> Iterable[object]:
            keys = super().get_all_objects_in_listing_query(parent_id)
            return readable_keys(self.request.user, self.model, keys)

    return Readable


BULK_ACTIONS = [
    _readable(action)
    for action in (
        pages.DeleteBulkAction,
        pages.MoveBulkAction,
        pages.PublishBulkAction,
        pages.UnpublishBulkAction,
        DeleteBulkAction,
    )
]
"""Those that would take every row; documents and images ask the policies."""
