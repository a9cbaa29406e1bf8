"""Cohorts and classes are looked through in the admin, and planned on the site."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.plugins.policies import WhileEnabledMixin
from plugins.courses.models import ClassSession, Cohort


class LookedThroughPolicy(WhileEnabledMixin, ModelPermissionPolicy):
    """Rows that the admin lists and never writes, for a superuser neither."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person may see them."""
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether seeing is among the actions, and granted."""
        return any(self.user_has_permission(user, action) for action in actions)


for model in (Cohort, ClassSession):
    register_permission_policy(model, LookedThroughPolicy(model))
