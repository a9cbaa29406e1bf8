"""What Wagtail's admin asks of a plugin's models: nothing is granted while it is off."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.plugins.running import is_enabled


class WhileEnabledMixin(BasePermissionPolicy):
    """Stands first among the bases of the policy of a plugin's model."""

    @property
    def _is_off(self) -> bool:
        return not is_enabled(self.model._meta.app_label)

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the action is granted on some row."""
        return not self._is_off and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether one of the actions is granted on some row."""
        return not self._is_off and super().user_has_any_permission(user, actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Return the people to whom one of the actions is granted."""
        if self._is_off:
            return get_user_model()._default_manager.none()
        found: QuerySet[Any] = super().users_with_any_permission(actions)
        return found

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: Any
    ) -> bool:
        """Tell whether the action is granted on a row."""
        return not self._is_off and super().user_has_permission_for_instance(
            user, action, instance
        )

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        """Tell whether one of the actions is granted on a row."""
        return not self._is_off and super().user_has_any_permission_for_instance(
            user, actions, instance
        )

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Return the rows on which one of the actions is granted."""
        if self._is_off:
            return self.model._default_manager.none()
        found: QuerySet[Any] = super().instances_user_has_any_permission_for(
            user, actions
        )
        return found


class PluginPolicy(WhileEnabledMixin, ModelPermissionPolicy):
    """What a plugin's model has unless it registers another: the rights of roles."""
