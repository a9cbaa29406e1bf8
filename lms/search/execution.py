"""Asking the index of the database in use."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections, transaction

from lms import planned
from lms.prepared import Memo
from lms.search.fts5 import Fts5
from lms.search.sql import Dialect, Sql
from lms.search.tsquery import Tsquery

_DIALECTS: dict[str, Dialect] = {"sqlite": Fts5(), "postgresql": Tsquery()}
_PLACES: Memo[tuple[bool, ...]] = Memo()
_SETTLED: Memo[str] = Memo()


def dialect() -> Dialect:
    """Return how this database finds; raise NotSupportedError if it cannot."""
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    if vendor not in _DIALECTS:
        raise NotSupportedError(f"There is no search index for {vendor}.")
    return _DIALECTS[vendor]


def rows(sql: Sql | None, *, keeps_plan: bool = True) -> list[tuple[Any, ...]]:
    """Run a statement, if there is one; an error leaves the transaction as it was.

    SQLite keeps a transaction after an error. PostgreSQL does not: there a savepoint
    goes around the statement, if there is a transaction to keep. Without `keeps_plan`
    PostgreSQL plans it anew for what is asked.
    """
    if sql is None:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with transaction.atomic():
            return _rows(sql, keeps_plan=keeps_plan)
    return _rows(sql, keeps_plan=keeps_plan)


def _rows(sql: Sql, *, keeps_plan: bool) -> list[tuple[Any, ...]]:
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        return planned.rows(sql.text, sql.params)
    places = _PLACES.get(sql.text, lambda: planned.open_places(sql.text))
    values = list(zip(sql.params, places, strict=True))
    same = tuple(value for value, is_open in values if not is_open)
    text = _SETTLED.get(
        (sql.text, same) if _is_hashable(same) else None,
        lambda: planned.settled(sql.text, sql.params)[0],
    )
    open_values = [value for value, is_open in values if is_open]
    return planned.rows(text, open_values, keeps_plan=keeps_plan)


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:  # a list somewhere in it
        return False
    return True
