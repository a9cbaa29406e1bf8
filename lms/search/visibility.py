"""What a person may see, as one condition on the entries of the index.

What is hidden of a kind is mostly little, and one list for all hits; only what cannot
be told so is looked up for each hit.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, TextField, UUIDField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from lms.prepared import Memo
from lms.search.scopes import Scope
from lms.search.sql import Sql, compiled, fill, joined, key_field, key_of_entry

_VISIBLE_IN: Memo[Sql | None] = Memo()
_VISIBLE: Memo[Sql | None] = Memo()
_HIDDEN: Memo[Sql | None] = Memo()


def visible_in(scopes: Iterable[Scope]) -> Sql | None:
    """Return one condition on `entry` for all scopes; None if nothing is visible."""
    found = tuple(scopes)
    keys = tuple(scope.vendor_key for scope in found)
    key = None if None in keys else keys
    return _VISIBLE_IN.get(key, lambda: _visible_in(found))


def _visible_in(scopes: Sequence[Scope]) -> Sql | None:
    hidden = {s: _HIDDEN.get(s.vendor_key, lambda s=s: _hidden(s)) for s in scopes}  # type: ignore[misc] # bound now
    lists = {scope: sql for scope, sql in hidden.items() if sql is not None}
    conditions = [
        sql
        for s in scopes
        if s not in lists
        and (sql := _VISIBLE.get(s.vendor_key, lambda s=s: _visible(s)))  # type: ignore[misc] # bound now
    ]
    if lists:  # first, as most hits are of these kinds
        conditions.insert(0, _not_hidden(lists))
    return fill("({any})", any=joined(" OR ", conditions)) if conditions else None


def _visible(scope: Scope) -> Sql | None:
    """Look each hit up by its key: no list of all that is visible is made."""
    rows = scope.keys.order_by()
    key = key_of_entry(scope.source.model, scope.type_list, using=rows.db)
    sql = compiled(rows.filter(pk=RawSQL(key, ())).values("pk"))
    if sql is None:
        return None
    return fill(f"({scope.is_of_types} AND EXISTS ({{rows}}))", rows=sql)


def _not_hidden(hidden: Mapping[Scope, Sql]) -> Sql:
    types = ", ".join(scope.type_list for scope in hidden)
    # Most entries are of these kinds: an index of kinds would be read in vain.
    is_of_types = f"entry.content_type_id + 0 IN ({types})"
    lists = [sql for sql in hidden.values() if sql.text]
    if not lists:
        return Sql(is_of_types)
    return fill(
        f"({is_of_types} AND entry.id NOT IN ({{hidden}}))",
        hidden=joined(" UNION ALL ", lists),
    )


def _hidden(scope: Scope) -> Sql | None:
    """Return a query for the `id` of what is hidden; None if that cannot be told.

    A person who narrows looks for something else than all that may be seen.
    """
    hidden = scope.source.hidden_from(scope.user)
    is_narrowed = scope.locale or scope.facets
    if is_narrowed or hidden is None or not _is_key_as_written(scope.source.model):
        return None
    lists = [sql for rows in hidden if (sql := compiled(_keys_as_text(rows)))]
    ids = (
        "SELECT entry.id FROM wagtailsearch_indexentry entry"
        f" WHERE {scope.is_of_types} AND entry.object_id IN ({{keys}})"
    )
    return joined(" UNION ALL ", [fill(ids, keys=keys) for keys in lists])


def _keys_as_text(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by().annotate(_text=Cast("pk", TextField())).values("_text")


def _is_key_as_written(model: type[Model]) -> bool:
    """Tell whether the database writes a key as the index does."""
    features = connections[DEFAULT_DB_ALIAS].features
    is_uuid = isinstance(key_field(model), UUIDField)
    return features.has_native_uuid_field or not is_uuid
