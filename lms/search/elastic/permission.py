"""Who may find what, as a filter of the query.

The database says it anew for each search: what was closed or unpublished a moment ago
is not found, however old the index is.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from elasticsearch_dsl.query import Bool, Query, Terms
from modelsearch.utils import get_content_type_pk

from lms.prepared import Prepared, slots
from lms.search.answers import SERVER
from lms.search.changes import changes, model_called, read_word
from lms.search.elastic.mapping import id_of
from lms.search.elastic.queries import any_query
from lms.search.presenting import Found, valid_keys
from lms.search.scopes import Scope

_AT_ONCE = 20  # keys: so few statements do for any number of them
_MOST_TERMS = 50_000  # of one list; Elasticsearch takes 65,536


def readable(scopes: Iterable[Scope]) -> Query | None:
    """Return one filter for all scopes; None if nothing may be read.

    Where a person narrows, it names what may be read; else the few that may not.
    """
    whole: list[Scope] = []
    listed: list[str] = []
    hidden: list[str] = []
    for scope in scopes:
        if scope.locale or scope.facets:
            listed += _ids(_VISIBLE, scope)
        else:
            whole.append(scope)
            hidden += _ids(_HIDDEN, scope)
    shown = [*([of_types(whole)] if whole else []), *_lists(listed)]
    if not shown:
        return None
    hidden += _deleted()
    return Bool(filter=[any_query(shown)], must_not=[*_lists(hidden)])


def readable_of(scopes: Iterable[Scope], found: Sequence[Found]) -> list[Found]:
    """Return those of a few that may be read, in their order: one query for each kind."""
    shown: set[tuple[int, str]] = set()
    for scope in scopes:
        keys = {
            one.object_id: one.key for one in found if one.content_type in scope.types
        }
        if valid := valid_keys(scope, keys):
            shown |= {keys[str(key)] for (key,) in _rows(scope, valid)}
    return [one for one in found if one.key in shown]


def _rows(scope: Scope, keys: list[Any]) -> list[Any]:
    amount = -(-len(keys) // _AT_ONCE) * _AT_ONCE
    padded = [*keys, *[keys[-1]] * (amount - len(keys))]
    values = {f"key{place}": value for place, value in enumerate(padded)}
    key = None if scope.key is None else (scope.key, amount)
    return _READABLE.rows(scope, amount, key=key, **values)


def of_types(scopes: Iterable[Scope]) -> Query:
    """Return what is of these kinds."""
    return Terms(type=[str(one) for scope in scopes for one in scope.types])


def _deleted() -> Iterator[str]:
    """Yield the ids of what is gone while the server could not be told."""
    told: dict[str, set[str]] = {}
    waiting = changes().filter(model__startswith=f"{SERVER}:")
    for word, key in waiting.values_list("model", "key")[:_MOST_TERMS]:
        told.setdefault(word, set()).add(key)
    for word, keys in told.items():
        model = model_called(read_word(word)[1])
        if model is not None:
            rows = model._base_manager.filter(pk__in=keys)
            there = set(map(str, rows.values_list("pk", flat=True)))
            kind = get_content_type_pk(model)
            yield from (id_of(kind, key) for key in keys - there)


def _ids(prepared: Prepared, scope: Scope) -> list[str]:
    rows = prepared.rows(scope, key=scope.key)
    return [id_of(kind, key) for (key,) in rows for kind in scope.types]


def _lists(keys: Sequence[str]) -> Iterator[Query]:
    for start in range(0, len(keys), _MOST_TERMS):
        yield Terms(key=list(keys[start : start + _MOST_TERMS]))


def _visible(scope: Scope) -> QuerySet[Any, Any]:
    return scope.queryset.order_by().values_list("pk")


def _hidden(scope: Scope) -> QuerySet[Any, Any]:
    shown = scope.queryset.order_by().values("pk")
    every = scope.source.model._base_manager.order_by()
    return every.exclude(pk__in=shown).values_list("pk")


def _readable(scope: Scope, amount: int) -> QuerySet[Any, Any]:
    return _visible(scope).filter(pk__in=slots("key", amount))


_VISIBLE, _HIDDEN, _READABLE = (
    Prepared(_visible),
    Prepared(_hidden),
    Prepared(_readable),
)
