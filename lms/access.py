"""Which collections and branches of the page tree a person may not read.

Wagtail keeps its view restrictions on collections and pages, and each holds for
everything below. A restriction by password has no place where everybody signs in:
what it guards is hidden from all but superusers.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
)

Reader = AbstractBaseUser | AnonymousUser | None


def readable_collections(user: Reader, key: str = "collection_id") -> Q:
    """Return a filter on rows in collections that `user` may read; None reads all.

    The keys are written out: search takes no filter across a relation.
    """
    hidden = _remembered(user, "_hidden_collections", _hidden_collections)
    return ~Q(**{f"{key}__in": hidden}) if hidden else Q()


def readable_pages(user: Reader) -> Q:
    """Return a filter on pages that `user` may read; None reads all."""
    hidden = _remembered(user, "_hidden_branches", _hidden_branches)
    return ~_below(hidden) if hidden else Q()


def _below(paths: Iterable[str]) -> Q:
    return reduce(or_, (Q(path__startswith=path) for path in paths))


def _remembered(
    user: Reader, name: str, read: Callable[[Any], Sequence[Any]]
) -> Sequence[Any]:
    """Read what is closed once per person object, that is once per request."""
    if user is None or (user.is_active and getattr(user, "is_superuser", False)):
        return ()
    known: dict[str, Any] = user.__dict__
    if name not in known:
        known[name] = read(user)
    return known[name]


def _hidden_collections(user: Any) -> Sequence[int]:
    paths = _closed(user, CollectionViewRestriction, "collection")
    if not paths:
        return ()
    return [*Collection.objects.filter(_below(paths)).values_list("pk", flat=True)]


def _hidden_branches(user: Any) -> Sequence[str]:
    return _closed(user, PageViewRestriction, "page")


def _closed(user: Any, model: Any, target: str) -> Sequence[str]:
    restrictions = model.objects.exclude(restriction_type=model.LOGIN)
    if user.is_authenticated:
        restrictions = restrictions.exclude(
            restriction_type=model.GROUPS,
            pk__in=model.objects.filter(groups__user=user.pk).values("pk"),
        )
    return sorted(set(restrictions.values_list(f"{target}__path", flat=True)))
