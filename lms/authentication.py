"""Who may sign in."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.utils import timezone


class StaffBackend(ModelBackend):
    """Django's own way, for people who have not left.

    The person comes with both profiles, as each page needs the preferences: one
    query for the three.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse inactive people and those whose last day is past."""
        profile = getattr(user, "staff_profile", None)
        has_left = profile is not None and profile.has_left(timezone.localdate())
        return super().user_can_authenticate(user) and not has_left

    def get_user(self, user_id: int) -> Any:
        """Return the person of a session, or None."""
        people = get_user_model()._default_manager.select_related(
            "wagtail_userprofile", "staff_profile"
        )
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
