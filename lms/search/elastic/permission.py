"""Who may find what, as a filter of the query.

The database says it anew for each search: what was closed or unpublished a moment ago
is not found, however old the index is.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from elasticsearch_dsl.query import Bool, Ids, Query, Terms
from modelsearch.utils import get_content_type_pk

from lms.prepared import Prepared
from lms.search.answers import SERVER
from lms.search.changes import changes, model_called, read_word
from lms.search.elastic.mapping import id_of
from lms.search.elastic.queries import any_query
from lms.search.scopes import Scope

_MOST_TERMS = 50_000  # of one list; Elasticsearch takes 65,536


def readable(scopes: Iterable[Scope]) -> Query | None:
    """Return one filter for all scopes; None if nothing may be read."""
    parts = [part for scope in scopes if (part := _of_scope(scope)) is not None]
    if not parts:
        return None
    deleted = list(_deleted())
    return Bool(
        filter=[any_query(parts)], must_not=[Ids(values=deleted)] if deleted else []
    )


def of_types(scopes: Iterable[Scope]) -> Query:
    """Return what is of these kinds."""
    return Terms(type=[one for scope in scopes for one in scope.types])


def _of_scope(scope: Scope) -> Query | None:
    """Name what may be read, if the person narrows; else the few that may not."""
    if scope.locale or scope.facets:
        keys = _keys(_VISIBLE, scope)
        listed = any_query([*_lists(keys)]) if keys else None
        return listed and Bool(filter=[of_types([scope]), listed])
    return Bool(filter=[of_types([scope])], must_not=[*_lists(_keys(_HIDDEN, scope))])


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


def _keys(prepared: Prepared, scope: Scope) -> list[str]:
    return [str(key) for (key,) in prepared.rows(scope, key=scope.key)]


def _lists(keys: Sequence[str]) -> Iterator[Query]:
    for start in range(0, len(keys), _MOST_TERMS):
        yield Terms(key=list(keys[start : start + _MOST_TERMS]))


def _visible(scope: Scope) -> QuerySet[Any, Any]:
    return scope.queryset.order_by().values_list("pk")


def _hidden(scope: Scope) -> QuerySet[Any, Any]:
    shown = scope.queryset.order_by().values("pk")
    every = scope.source.model._base_manager.order_by()
    return every.exclude(pk__in=shown).values_list("pk")


_VISIBLE, _HIDDEN = Prepared(_visible), Prepared(_hidden)
