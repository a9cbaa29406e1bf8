"""Who may sign in."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import IntegerField, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from lms.models import Notification
from lms.plugins.registry import plugins
from lms.plugins.running import enabled_query, tell_enabled
from lms.prepared import Prepared, Slot


def _held_by_person() -> QuerySet[Any, Any]:
    # Each way for itself: together they would make the database go through all rights.
    every = Permission.objects.order_by()
    own = every.filter(user=Slot("person")()).values("pk")
    by_role = every.filter(group__user=Slot("person")()).values("pk")
    names = every.filter(Q(pk__in=own) | Q(pk__in=by_role))
    return names.values_list("content_type__app_label", "codename")


_HELD = Prepared(_held_by_person)


class _Unread(RawSQL):
    """How many notifications the person has not read."""

    def __init__(self) -> None:
        super().__init__("", (), IntegerField())

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        people = get_user_model()._meta
        key = f'"{people.db_table}"."{people.pk.column}"'
        table = Notification._meta.db_table
        unread = f"unread.recipient_id = {key} AND unread.read_at IS NULL"
        return f'(SELECT COUNT(*) FROM "{table}" AS unread WHERE {unread})', ()  # noqa: S608 (names of tables)


class StaffBackend(ModelBackend):
    """Django's own way, for people who have not left.

    The person comes with both profiles, as each page needs the preferences, with the
    number in the bell, and with what plugins are on: one query for the five.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse inactive people and those whose last day is past."""
        profile = getattr(user, "staff_profile", None)
        has_left = profile is not None and profile.has_left(timezone.localdate())
        return super().user_can_authenticate(user) and not has_left

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return what the person may do, of own right and by roles, in one query."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        if not hasattr(user_obj, "_perm_cache"):
            key = user_obj._meta.pk.get_db_prep_value(user_obj.pk, connection)
            user_obj._perm_cache = {  # noqa: SLF001 (ModelBackend's own cache)
                f"{app}.{name}" for app, name in _HELD.rows(person=key)
            }
        return user_obj._perm_cache  # noqa: SLF001 (the same)

    def get_user(self, user_id: int) -> Any:
        """Return the person of a session, or None."""
        user = next(iter(_PERSON.objects(key=bool(plugins), person=user_id)), None)
        if user and plugins:
            tell_enabled(user.enabled_plugins)
        return user if user and self.user_can_authenticate(user) else None


def _person() -> QuerySet[Any, Any]:
    people = get_user_model()._default_manager.select_related(
        "wagtail_userprofile", "staff_profile"
    )
    found = people.annotate(unread_notifications=_Unread())
    if plugins:
        enabled = RawSQL(enabled_query(), (), TextField())  # noqa: S611 (ours)
        found = found.annotate(enabled_plugins=enabled)
    return found.filter(pk=Slot("person")()).order_by()


_PERSON = Prepared(_person)
