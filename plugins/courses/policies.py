"""Nobody deletes what evidence points at; what is not in use is switched off."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.plugins.policies import WhileEnabledMixin
from plugins.courses.models import Exam, Question


class KeptPolicy(WhileEnabledMixin, ModelPermissionPolicy):
    """The rights of roles without deletion, also for a superuser."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person may do this."""
        may: bool = super().user_has_permission(user, action)
        return may and action != "delete"

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether the person may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)


for model in (Exam, Question):
    register_permission_policy(model, KeptPolicy(model))
