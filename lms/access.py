"""Which collections and branches of the page tree a person may not read.

Wagtail keeps its view restrictions on collections and pages, and each holds for
everything below. A restriction by password has no place where everybody signs in:
what it guards is hidden from all but superusers.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from wagtail.models import CollectionViewRestriction, PageViewRestriction

Reader = AbstractBaseUser | AnonymousUser | None


def readable_collections(user: Reader, prefix: str = "collection__") -> Q:
    """Return a filter on rows in collections that `user` may read; None reads all."""
    return _outside(hidden_collection_paths(user), f"{prefix}path__startswith")


def readable_pages(user: Reader) -> Q:
    """Return a filter on pages that `user` may read; None reads all."""
    return _outside(hidden_page_paths(user), "path__startswith")


def hidden_collection_paths(user: Reader) -> frozenset[str]:
    """Return the tree paths of the collections closed to `user`."""
    return _hidden_paths(user, CollectionViewRestriction, "collection")


def hidden_page_paths(user: Reader) -> frozenset[str]:
    """Return the tree paths of the pages closed to `user`."""
    return _hidden_paths(user, PageViewRestriction, "page")


def _outside(paths: Iterable[str], lookup: str) -> Q:
    condition = Q()
    for path in sorted(paths):
        condition &= ~Q(**{lookup: path})
    return condition


def _hidden_paths(
    user: Reader,
    model: type[CollectionViewRestriction] | type[PageViewRestriction],
    target: str,
) -> frozenset[str]:
    """Read the restrictions once per person object, that is once per request."""
    if user is None or (user.is_active and getattr(user, "is_superuser", False)):
        return frozenset()
    known: dict[str, frozenset[str]] = user.__dict__.setdefault("_hidden_paths", {})
    if target not in known:
        known[target] = frozenset(_read_hidden_paths(user, model, target))
    return known[target]


def _read_hidden_paths(user: Any, model: Any, target: str) -> Iterable[str]:
    restrictions = model.objects.exclude(restriction_type=model.LOGIN)
    if user.is_authenticated:
        restrictions = restrictions.exclude(
            restriction_type=model.GROUPS,
            pk__in=model.objects.filter(groups__user=user.pk).values("pk"),
        )
    return restrictions.values_list(f"{target}__path", flat=True)
