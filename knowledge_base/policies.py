"""What may be done with the anchors of content."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from knowledge_base.models import KnowledgeItem
from lms.access import Reader
from lms.policies import ReadableRowsMixin


class KnowledgeItemPolicy(ReadableRowsMixin, ModelPermissionPolicy):
    """Anchors come and go with what they anchor: nobody adds or deletes one by hand."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the anchors of what `user` may read."""
        return KnowledgeItem.objects.readable_by(user)

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the action is granted on some row."""
        granted: bool = super().user_has_permission(user, action)
        return granted and action in {"view", "change"}
