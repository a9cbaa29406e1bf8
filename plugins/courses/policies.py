"""What nobody may do: delete what evidence points at, write in the admin what the site plans."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.plugins.policies import WhileEnabledMixin
from plugins.courses.models import (
    ClassSession,
    Cohort,
    Exam,
    Practical,
    Question,
    Rubric,
    Scene,
)


class KeptPolicy(WhileEnabledMixin, ModelPermissionPolicy):
    """The rights of roles without deletion, also for a superuser."""

    refused = frozenset({"delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person may do this."""
        may: bool = super().user_has_permission(user, action)
        return may and action not in self.refused

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether the person may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)


class LookedThroughPolicy(KeptPolicy):
    """Rows that the admin lists and never writes, for a superuser neither."""

    refused = frozenset({"add", "change", "delete"})


for kept in (Exam, Practical, Question, Rubric, Scene):
    register_permission_policy(kept, KeptPolicy(kept))
for planned in (Cohort, ClassSession):
    register_permission_policy(planned, LookedThroughPolicy(planned))
