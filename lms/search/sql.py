"""Pieces of SQL with their parameters, and what each database says differently."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet, UUIDField

from lms.search.expressions import Expression

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the parameters of its placeholders, in order."""

    text: str
    params: tuple[Any, ...] = ()


def fill(template: str, **pieces: Sql) -> Sql:
    """Put pieces into the `{name}` of a template, as often as it names them."""
    params: list[Any] = []

    def put(match: re.Match[str]) -> str:
        piece = pieces[match[1]]
        params.extend(piece.params)
        return piece.text

    return Sql(_NAME.sub(put, template), tuple(params))


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Put pieces one after the other."""
    found = list(pieces)
    text = separator.join(piece.text for piece in found)
    return Sql(text, tuple(param for piece in found for param in piece.params))


def compiled(rows: QuerySet[Any, Any]) -> Sql | None:
    """Return the SQL of a queryset; None if it can find nothing."""
    try:
        text, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return None
    return Sql(text, tuple(params))


class Dialect(Protocol):
    """How a database finds entries of the index.

    `entries` is the table as `entry`, to look up the objects of many.
    """

    entries: str

    def matches(self, expression: Expression, words: Sequence[Expression]) -> Sql:
        """Return a query for `id` and `score` of entries; the lowest score is best."""
        ...

    def members(self, expression: Expression) -> Sql:
        """Return a query for the `id` of entries."""
        ...


def key_of_entry(
    model: type[Model], types: str, alias: str = "entry", using: str = DEFAULT_DB_ALIAS
) -> str:
    """Return the key of the object that an index entry stands for, in its own type.

    Null for entries of other content types, whose keys may be of another kind.
    """
    column = f"{alias}.object_id"
    key = _converted(column, key_field(model), connections[using])
    return f"CASE WHEN {alias}.content_type_id IN ({types}) THEN {key} END"


def key_field(model: type[Model]) -> Any:
    """Return the field that holds the key, of the topmost parent."""
    field: Any = model._meta.pk
    while field.remote_field:
        field = field.target_field
    return field


def _converted(column: str, field: Any, connection: BaseDatabaseWrapper) -> str:
    if isinstance(field, UUIDField) and not connection.features.has_native_uuid_field:
        return f"replace({column}, '-', '')"
    return f"CAST({column} AS {field.cast_db_type(connection) or 'text'})"
