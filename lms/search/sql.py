"""Pieces of SQL with their parameters, and what each database says differently."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, UUIDField

from lms.search.expressions import Expression


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the parameters of its placeholders, in order."""

    text: str
    params: tuple[object, ...] = ()


def join(template: str, *pieces: Sql) -> Sql:
    """Put pieces into the `{}` of a template."""
    texts = [piece.text for piece in pieces]
    params = tuple(param for piece in pieces for param in piece.params)
    return Sql(template.format(*texts), params)


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Put pieces one after the other."""
    found = list(pieces)
    return join(separator.join("{}" for _ in found), *found)


class Dialect(Protocol):
    """How a database finds entries of the index."""

    def matches(self, expression: Expression, words: Sequence[Expression]) -> Sql:
        """Return a query for `id` and `score` of entries; the lowest score is best."""
        ...

    def members(self, expression: Expression) -> Sql:
        """Return a query for the `id` of entries."""
        ...


def key_of_entry(model: type[Model], alias: str, using: str = DEFAULT_DB_ALIAS) -> str:
    """Return the key of the object that an index entry stands for, in its own type."""
    field = model._meta.pk
    while field is not None and field.remote_field:
        field = field.target_field
    column = f"{alias}.object_id"
    connection = connections[using]
    if isinstance(field, UUIDField) and not connection.features.has_native_uuid_field:
        return f"replace({column}, '-', '')"
    type_ = field.cast_db_type(connection) if field else None
    return f"CAST({column} AS {type_ or 'text'})"
