"""Nobody adds, changes or deletes by hand what the services write."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.plugins.policies import WhileEnabledMixin
from plugins.rewards.models import (
    Gift,
    LedgerEvent,
    Merit,
    MonthClose,
    Redemption,
    Rule,
    TakeBackCase,
    TeamFund,
)


class KeptPolicy(WhileEnabledMixin, ModelPermissionPolicy):
    """The rights of roles, without some actions, also for a superuser."""

    never: frozenset[str] = frozenset({"delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person may do this."""
        may: bool = super().user_has_permission(user, action)
        return may and action not in self.never

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether the person may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)


class WrittenPolicy(KeptPolicy):
    """Rows that the services alone write."""

    never = frozenset({"delete", "add"})


class ReadPolicy(KeptPolicy):
    """Rows that are read."""

    never = frozenset({"delete", "add", "change"})


KEPT: tuple[Any, ...] = (Gift, Merit, Rule, TeamFund)
WRITTEN: tuple[Any, ...] = (MonthClose, Redemption, TakeBackCase)
for model in KEPT:
    register_permission_policy(model, KeptPolicy(model))
for model in WRITTEN:
    register_permission_policy(model, WrittenPolicy(model))
register_permission_policy(LedgerEvent, ReadPolicy(LedgerEvent))
