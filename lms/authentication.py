"""Who may sign in."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Func, IntegerField, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from lms.access import closed_collections, closed_pages, tell_closed
from lms.models import Notification
from lms.plugins.registry import plugins
from lms.plugins.running import enabled_query, tell_enabled
from lms.prepared import Prepared, Slot


class _Lines(Func):
    """The texts of all rows, one a line."""

    function = "string_agg"
    output_field = TextField()

    def __init__(self, text: Any) -> None:
        super().__init__(text, Value("\n"))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Say it as SQLite does."""
        return self.as_sql(compiler, connection, function="group_concat", **context)


def _rights() -> QuerySet[Any, Any]:
    """Return what the person may do, of own right and by roles, in one value."""
    # Each way for itself: together they would make the database go through all rights.
    every = Permission.objects.order_by()
    own = every.filter(user=Slot("person")()).values("pk")
    by_role = every.filter(group__user=Slot("person")()).values("pk")
    names = every.filter(Q(pk__in=own) | Q(pk__in=by_role))
    name = Concat("content_type__app_label", Value("."), "codename")
    return names.annotate(rights=_Lines(name)).values("rights")


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
    number in the bell, with all rights, with what is closed, and with what plugins are
    on: one query for all.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse inactive people and those whose last day is past."""
        profile = getattr(user, "staff_profile", None)
        has_left = profile is not None and profile.has_left(timezone.localdate())
        return super().user_can_authenticate(user) and not has_left

    def get_user(self, user_id: int) -> Any:
        """Return the person of a session, or None."""
        user = next(iter(_PERSON.objects(key=bool(plugins), person=user_id)), None)
        if user and not user.is_superuser:
            user._perm_cache = {*_lines(user.rights)}  # noqa: SLF001 (ModelBackend's own)
            tell_closed(
                user, _lines(user.closed_collections), _lines(user.closed_pages)
            )
        if user and plugins:
            tell_enabled(user.enabled_plugins)
        return user if user and self.user_can_authenticate(user) else None


def _lines(text: str | None) -> list[str]:
    return (text or "").splitlines()


def _closed() -> dict[str, Subquery]:
    """Return keys of collections and paths of pages that the person may not read."""
    person = Slot("person")()
    key = Cast("pk", TextField())
    collections = closed_collections(person).annotate(lines=_Lines(key))
    pages = closed_pages(person).annotate(lines=_Lines("page__path"))
    return {
        "closed_collections": Subquery(collections.values("lines")),
        "closed_pages": Subquery(pages.values("lines")),
    }


def _person() -> QuerySet[Any, Any]:
    people = get_user_model()._default_manager.select_related(
        "wagtail_userprofile", "staff_profile"
    )
    found = people.annotate(
        unread_notifications=_Unread(), rights=Subquery(_rights()), **_closed()
    )
    if plugins:
        enabled = RawSQL(enabled_query(), (), TextField())  # noqa: S611 (ours)
        found = found.annotate(enabled_plugins=enabled)
    return found.filter(pk=Slot("person")()).order_by()


_PERSON = Prepared(_person)
