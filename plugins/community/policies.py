"""What the host may name to whom, in notifications and elsewhere."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permissions import register_permission_policy

from lms.access import Reader
from lms.plugins.policies import WhileEnabledMixin
from lms.policies import AnswerOnlyPolicy, ReadableRowsMixin
from plugins.community.models import DECIDE, Application, Suggestion


class VisiblePolicy(WhileEnabledMixin, ReadableRowsMixin, AnswerOnlyPolicy):
    """Rows that some people read."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the rows that `user` may read."""
        rows: Any = self.model._default_manager
        found: QuerySet[Any] = rows.visible_for(user) if user else rows.none()
        return found


class SuggestionPolicy(VisiblePolicy):
    """Suggestions: all but what others have taken back."""

    def is_readable(self, user: Reader, instance: Any) -> bool:
        """Tell whether `user` may read it, without a query."""
        return user is not None and (
            instance.state != "withdrawn" or instance.is_by(user)
        )


class ApplicationPolicy(VisiblePolicy):
    """Applications: one's own, and for those who decide all."""

    def is_readable(self, user: Any, instance: Any) -> bool:
        """Tell whether `user` may read it, without a query."""
        return user is not None and (instance.is_by(user) or user.has_perm(DECIDE))


register_permission_policy(Suggestion, SuggestionPolicy(Suggestion))
register_permission_policy(Application, ApplicationPolicy(Application))
