"""Nobody deletes a level, and nobody writes a certificate by hand."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.plugins.policies import WhileEnabledMixin
from plugins.certification.models import Level, Scheme, SignOffTopic


class KeptPolicy(WhileEnabledMixin, ModelPermissionPolicy):
    """The rights of roles, without deleting, also for a superuser."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person may do this."""
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether the person may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)


KEPT: tuple[Any, ...] = (Scheme, Level, SignOffTopic)
for model in KEPT:
    register_permission_policy(model, KeptPolicy(model))
