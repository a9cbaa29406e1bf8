"""Who may do what in Wagtail's admin, where its own rule is too wide."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class AnswerOnlyPolicy(ModelPermissionPolicy):
    """Rows come from readers: nobody adds or deletes one, a superuser neither."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person may see or answer."""
        may: bool = super().user_has_permission(user, action)
        return may and action in {"view", "change"}

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether the person may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)
