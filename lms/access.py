"""Which collections and branches of the page tree a person may not read.

Wagtail keeps its view restrictions on collections and pages, and each holds for
everything below. A restriction by password has no place where everybody signs in:
what it guards is hidden from all but superusers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

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


COLLECTION, PAGE = "collection", "page"


def readable_collections(user: Reader, key: str = "collection_id") -> Q:
    """Return a filter on rows in collections that `user` may read; None reads all.

    The keys are written out: search takes no filter across a relation.
    """
    hidden = hidden_collections(user)
    return ~Q(**{f"{key}__in": hidden}) if hidden else Q()


def hidden_collections(user: Reader) -> frozenset[int]:
    """Return the keys of the collections that are closed to `user`."""
    paths = _closed_paths(user)[COLLECTION]
    if not paths:
        return frozenset()
    return _remembered(user, "_hidden_collections", lambda: _keys_below(paths))


def readable_pages(user: Reader, path: str = "path") -> Q:
    """Return a filter on pages that `user` may read; None reads all."""
    paths = _closed_paths(user)[PAGE]
    return ~_below(paths, path) if paths else Q()


def is_readable_page(user: Reader, path: str) -> bool:
    """Tell whether `user` may read the page at this path of the tree."""
    return not path.startswith(tuple(_closed_paths(user)[PAGE]))


def reads_everything(user: Reader) -> bool:
    """Tell whether nothing at all is closed to `user`."""
    return not any(_closed_paths(user).values())


def in_closed_collection(user: Reader, path: str) -> Exists | Q:
    """Return a filter on rows below a collection that is closed to `user`.

    `path` leads to the collection's path. One question to the database, for what is
    asked often and alone.
    """
    if user is None or _is_chief(user):
        return Q(pk=None)
    asked = ExpressionWrapper(OuterRef(path), output_field=CharField())
    closed = _closed(CollectionViewRestriction, Value(user.pk)).annotate(asked=asked)
    return Exists(closed.filter(asked__startswith=F("collection__path")))


def _below(paths: Iterable[str], path: str = "path") -> Q:
    return reduce(or_, (Q(**{f"{path}__startswith": top}) for top in paths))


def _keys_below(paths: Iterable[str]) -> frozenset[int]:
    found = Collection.objects.filter(_below(paths))
    return frozenset(found.values_list("pk", flat=True))


def _closed_paths(user: Reader) -> Mapping[str, Sequence[str]]:
    """Return the branches of both trees that are closed to `user`."""
    if _is_chief(user):
        return {COLLECTION: (), PAGE: ()}
    return _remembered(user, "_closed_paths", lambda: _read_closed_paths(user))


def _is_chief(user: Reader) -> bool:
    return user is None or (user.is_active and getattr(user, "is_superuser", False))


def _remembered(user: Any, name: str, read: Callable[[], Any]) -> Any:
    """Read once per person object, that is once per request."""
    if name not in user.__dict__:
        user.__dict__[name] = read()
    return user.__dict__[name]


def _read_closed_paths(user: Any) -> Mapping[str, Sequence[str]]:
    """Read both kinds of restriction in one query."""
    found: dict[str, list[str]] = {COLLECTION: [], PAGE: []}
    for target, path in _CLOSED.rows(person=_key_of(user)):
        found[target].append(path)
    return found


def _key_of(user: Any) -> object:
    """Return the key as the database takes it; null for whoever is not signed in."""
    connection = connections[DEFAULT_DB_ALIAS]
    return user.pk and user._meta.pk.get_db_prep_value(user.pk, connection)


def _closed_for_person() -> QuerySet[Any, Any]:
    return _paths(CollectionViewRestriction, COLLECTION).union(
        _paths(PageViewRestriction, PAGE)
    )


def _paths(model: Any, target: str) -> QuerySet[Any, Any]:
    return _closed(model, Slot("person")()).values_list(
        Value(target), f"{target}__path"
    )


def _closed(model: Any, person: Any) -> QuerySet[Any, Any]:
    of_person = model.objects.filter(groups__user=person).values("pk")
    return model.objects.exclude(restriction_type=model.LOGIN).exclude(
        restriction_type=model.GROUPS, pk__in=of_person
    )


_CLOSED = Prepared(_closed_for_person)
