"""What is done with many rows at once: "all" is all that the person may read.

What they say is below a page is so too.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from wagtail.admin.views.pages import bulk_actions as pages
from wagtail.models import Page
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.bulk_actions import AssignRoleBulkAction

from lms.people.ceiling import Ceiling
from lms.policies import readable_keys
from lms.subtree_counts import readable_below, readable_counts


def _readable(action: type[Any]) -> type[Any]:
    class Readable(action):
        def get_all_objects_in_listing_query(self, parent_id: Any) -> Iterable[object]:
            keys = super().get_all_objects_in_listing_query(parent_id)
            return readable_keys(self.request.user, self.model, keys)

        def object_context(self, row: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().object_context(row)
            if isinstance(row, Page):
                context |= readable_counts(self.request.user, row, context)
            return context

    return Readable


class DeletePages(_readable(pages.DeleteBulkAction)):  # type: ignore[misc] # made above
    """Deletes pages."""

    @classmethod
    def execute_action(
        cls, objects: Sequence[Any], user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Delete them; count of what was below what the person may read."""
        below = sum(readable_below(user, page).count() for page in objects)
        deleted, _all = super().execute_action(objects, user=user, **kwargs)
        return deleted, below


class AssignRole(AssignRoleBulkAction):
    """Gives people a role, but none above the own."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Give it, if the person may."""
        if not Ceiling(self.request.user).may_give_group(form.cleaned_data["role"]):
            raise PermissionDenied
        response: HttpResponseBase = super().form_valid(form)
        return response


BULK_ACTIONS = [
    AssignRole,
    DeletePages,
    *map(
        _readable,
        (
            pages.MoveBulkAction,
            pages.PublishBulkAction,
            pages.UnpublishBulkAction,
            DeleteBulkAction,
        ),
    ),
]
"""Those that would take every row; documents and images ask the policies."""
