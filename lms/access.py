"""Which collections and branches of the page tree a person may not read.

Wagtail keeps its view restrictions on collections and pages, and each holds for
everything below. A restriction by password has no place where everybody signs in:
what it guards is hidden from all but superusers.
"""

from collections.abc import Hashable, Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
)

from lms.prepared import Prepared, Slot

Reader = AbstractBaseUser | AnonymousUser | None


_CLOSED_TO = "_closed"
"""Where a person keeps it. A request's user stands for the person, and hands it on."""


class Closed(NamedTuple):
    """What is closed to one person: collections by key, branches of pages by path."""

    collections: frozenset[int]
    pages: tuple[str, ...]


def readable_collections(user: Reader, key: str = "collection_id") -> Q:
    """Return a filter on rows in collections that `user` may read; None reads all.

    The keys are written out: search takes no filter across a relation.
    """
    hidden = hidden_collections(user)
    return ~Q(**{f"{key}__in": hidden}) if hidden else Q()


def hidden_collections(user: Reader) -> frozenset[int]:
    """Return the keys of the collections that are closed to `user`."""
    return closed_to(user).collections


def readable_pages(user: Reader, path: str = "path") -> Q:
    """Return a filter on pages that `user` may read; None reads all."""
    paths = closed_to(user).pages
    return ~_below(paths, path) if paths else Q()


def is_readable_page(user: Reader, path: str) -> bool:
    """Tell whether `user` may read the page at this path of the tree."""
    return not path.startswith(closed_to(user).pages)


def reads_everything(user: Reader) -> bool:
    """Tell whether nothing at all is closed to `user`."""
    return not any(closed_to(user))


def reading_key(user: Reader) -> Hashable:
    """Return what the filters above depend on: people with the same key read the same."""
    return closed_to(user)


def in_closed_collection(user: Reader, path: str) -> Exists | Q:
    """Return a filter on rows below a collection that is closed to `user`.

    `path` leads to the collection's path. One question to the database, for what is
    asked often and alone.
    """
    if user is None or _is_chief(user):
        return Q(pk=None)
    return _below_closed(Value(user.pk), path)


def tell_closed(user: Any, collections: Iterable[str], pages: Iterable[str]) -> None:
    """Take what is closed to `user` as it came with the person."""
    setattr(user, _CLOSED_TO, Closed(frozenset(map(int, collections)), tuple(pages)))


def closed_to(user: Reader) -> Closed:
    """Return what is closed to `user`, read once per person object: per request."""
    if user is None or _is_chief(user):
        return Closed(frozenset(), ())
    known: Closed | None = getattr(user, _CLOSED_TO, None)
    if known is None:
        rows = _CLOSED.rows(person=key_of(user))
        known = Closed(
            frozenset(key for key, _path in rows if key),
            tuple(path for key, path in rows if not key),
        )
        setattr(user, _CLOSED_TO, known)
    return known


def _below(paths: Iterable[str], path: str) -> Q:
    return reduce(or_, (Q(**{f"{path}__startswith": top}) for top in paths))


def _is_chief(user: Reader) -> bool:
    return user is None or (user.is_active and getattr(user, "is_superuser", False))


def key_of(user: Any) -> object:
    """Return the key as the database takes it; null for whoever is not signed in."""
    key = getattr(user, "pk", None)
    connection = connections[DEFAULT_DB_ALIAS]
    return key and user._meta.pk.get_db_prep_value(key, connection)


def closed_collections(person: Any) -> QuerySet[Any, Any]:
    """Return what is closed to somebody whose key an expression is."""
    return Collection.objects.order_by().filter(_below_closed(person, "path"))


def closed_pages(person: Any) -> QuerySet[Any, Any]:
    """Return restrictions of the pages, with all below, that are closed to somebody."""
    return _closed(PageViewRestriction, person).order_by()


def _closed_for_person() -> QuerySet[Any, Any]:
    """Return keys of collections, then paths of pages, in one query."""
    person = Slot("person")()
    return (
        closed_collections(person)
        .values_list("pk", Value(""))
        .union(closed_pages(person).values_list(Value(0), "page__path"))
    )


def _below_closed(person: Any, path: str) -> Exists:
    asked = ExpressionWrapper(OuterRef(path), output_field=CharField())
    closed = _closed(CollectionViewRestriction, person).annotate(asked=asked)
    return Exists(closed.filter(asked__startswith=F("collection__path")))


def _closed(model: Any, person: Any) -> QuerySet[Any, Any]:
    of_person = model.objects.filter(groups__user=person).values("pk")
    return model.objects.exclude(restriction_type=model.LOGIN).exclude(
        restriction_type=model.GROUPS, pk__in=of_person
    )


_CLOSED = Prepared(_closed_for_person)
