"""What Wagtail's admin asks before it lists, links, chooses or changes something.

Wagtail asks what somebody may do with a thing, not whether they may read it. These
policies answer both: what is closed to a person, the person may do nothing with. They
are registered in `apps.py`; `lms.middleware` and `lms.admin_views` ask them too.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from lms.access import (
    Reader,
    hidden_collections,
    is_readable_page,
    readable_collections,
    readable_pages,
    reads_everything,
)


class ReadableRowsMixin(BasePermissionPolicy):
    """Grants nothing on rows that are closed to the person."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the rows that `user` may read."""
        raise NotImplementedError

    def is_readable(self, user: Reader, instance: Any) -> bool:
        """Tell whether `user` may read the row; the subclasses ask no database."""
        return self.readable_rows(user).filter(pk=instance.pk).exists()

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: Any
    ) -> bool:
        """Tell whether the action is granted on a row."""
        return self.is_readable(
            user, instance
        ) and super().user_has_permission_for_instance(user, action, instance)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        """Tell whether one of the actions is granted on a row."""
        return self.is_readable(
            user, instance
        ) and super().user_has_any_permission_for_instance(user, actions, instance)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Return the rows on which one of the actions is granted."""
        found: QuerySet[Any] = super().instances_user_has_any_permission_for(
            user, actions
        )
        if reads_everything(user):
            return found
        return found.filter(pk__in=self.readable_rows(user).values("pk"))


class ReadablePagePolicy(ReadableRowsMixin, PagePermissionPolicy):
    """Pages outside the closed branches."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the pages that `user` may read."""
        found: QuerySet[Any] = self.model._default_manager.filter(readable_pages(user))
        return found

    def is_readable(self, user: Reader, instance: Any) -> bool:
        """Tell whether `user` may read the page."""
        return is_readable_page(user, instance.path)

    def get_all_permissions_for_user(self, user: Any) -> QuerySet[Any]:
        """Return what groups are granted on branches, without the closed ones."""
        granted: QuerySet[Any] = super().get_all_permissions_for_user(user)
        return granted.filter(readable_pages(user, path="page__path"))

    def explorable_instances(self, user: Any) -> QuerySet[Any]:
        """Return the pages through which the person walks."""
        found: QuerySet[Any] = super().explorable_instances(user)
        return found.filter(readable_pages(user))


class ReadableMembersMixin(ReadableRowsMixin):
    """Rows outside the closed collections."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the rows that `user` may read."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows.filter(readable_collections(user))

    def is_readable(self, user: Reader, instance: Any) -> bool:
        """Tell whether `user` may read what is in the row's collection."""
        return instance.collection_id not in hidden_collections(user)


class ReadableEntryPolicy(ReadableMembersMixin, ModelPermissionPolicy):
    """Snippets in collections."""


class ReadableFilePolicy(ReadableMembersMixin, CollectionOwnershipPermissionPolicy):
    """Documents and images: nobody chooses a closed collection for them either."""

    def collections_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Return the collections in which one of the actions is granted."""
        found: QuerySet[Any] = super().collections_user_has_any_permission_for(
            user, actions
        )
        return found.filter(readable_collections(user, key="pk"))


class AnswerOnlyPolicy(ModelPermissionPolicy):
    """Rows that nobody adds or deletes by hand, a superuser neither."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person may see or answer."""
        may: bool = super().user_has_permission(user, action)
        return may and action in {"view", "change"}

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Tell whether the person may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)


def may_read(user: Reader, instance: Any) -> bool:
    """Tell whether `user` may read a row of any model."""
    policy = _reading_policy(type(instance))
    return policy is None or policy.is_readable(user, instance)


def names_closed(user: Reader, model: Any, keys: Iterable[object]) -> bool:
    """Tell whether one of these keys is of a row that is closed to `user`."""
    policy = None if reads_everything(user) else _reading_policy(model)
    if policy is None:
        return False
    rows = policy.model._default_manager.filter(pk__in=_true_keys(model, keys))
    return bool(rows.exclude(pk__in=policy.readable_rows(user).values("pk")).exists())


def readable_keys(user: Reader, model: Any, keys: Iterable[object]) -> Iterable[object]:
    """Return those of the keys that are of rows which `user` may read."""
    policy = None if reads_everything(user) else _reading_policy(model)
    if policy is None:
        return keys
    return policy.readable_rows(user).filter(pk__in=keys).values_list("pk", flat=True)


def readable_references(user: Reader, prefix: str = "") -> Q:
    """Return a filter on rows that point at others by content type and key as text.

    Pages are left to Wagtail. What points at a row that is gone is hidden where
    something is closed to `user`: nobody knows any more where that row was.
    """
    closed = Q(pk=None)
    for policy in [] if reads_everything(user) else _snippet_policies():
        kind = ContentType.objects.get_for_model(policy.model)
        rows = policy.readable_rows(user).values_list(Cast("pk", CharField()))
        closed |= Q(**{f"{prefix}content_type": kind}) & ~Q(
            **{f"{prefix}object_id__in": rows}
        )
    return ~closed


def readable_rows(user: Reader, model: Any) -> QuerySet[Any]:
    """Return the rows of any model that `user` may read."""
    policy = _reading_policy(model)
    rows: QuerySet[Any] = model._default_manager.all()
    return rows if policy is None else policy.readable_rows(user)


def _reading_policy(model: Any) -> ReadableRowsMixin | None:
    policy = policy_registry.get_by_type(model, fallback=False)
    return policy if isinstance(policy, ReadableRowsMixin) else None


def _snippet_policies() -> list[ReadableRowsMixin]:
    registered = {
        **policy_registry.values_by_class,
        **policy_registry.values_by_exact_class,
    }
    return [
        policy
        for policy in registered.values()
        if isinstance(policy, ReadableRowsMixin) and not issubclass(policy.model, Page)
    ]


def _true_keys(model: Any, keys: Iterable[object]) -> list[object]:
    """Read the keys of an address as the database will: " 1" and "+1" are 1."""
    found = []
    for key in keys:
        try:
            found.append(model._meta.pk.to_python(key))
        except ValidationError:
            continue
    return found
