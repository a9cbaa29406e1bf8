"""Statements that are sent again and again: PostgreSQL takes longer to plan than to run.

It keeps the plan of a statement whose values go beside the text; psycopg lets it do so
from the second time on (`prepare_threshold` in the settings). What is the same each time
is written into the text, where it helps to plan. For SQLite it is remembered how Django
writes the places for values, which of a long statement takes a tenth of its time.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

_PLACE = re.compile(r"%%|%s(?P<cast>::\w+)?")


def settled(
    text: str, params: Sequence[Any], is_open: Callable[[Any], bool] | None = None
) -> tuple[str, tuple[Any, ...]]:
    """Return a statement with the values in its text that are the same each time.

    Without `is_open` those stay open whose place says a type, such as `%s::tsquery`.
    SQLite plans so fast that it gets back what was given.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return text, tuple(params)
    connection.ensure_connection()
    as_written = connection.Database.sql.Literal
    values, left = iter(params), []

    def put(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return match[0]
        value = next(values)
        if match["cast"] if is_open is None else is_open(value):
            left.append(value)
            return match[0]
        written: str = as_written(value).as_string(connection.connection)
        return written.replace("%", "%%") + (match["cast"] or "")

    return _PLACE.sub(put, text), tuple(left)


def open_places(text: str) -> tuple[bool, ...]:
    """Tell of each place for a value whether `settled` leaves it open by itself."""
    found = _PLACE.finditer(text)
    return tuple(bool(match["cast"]) for match in found if match[0] != "%%")


def rows(
    text: str, params: Sequence[Any], *, keeps_plan: bool = True
) -> list[tuple[Any, ...]]:
    """Run a statement, and return what it finds.

    Where statements are logged, they are with their values, and no plan is kept.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    is_postgres = connection.vendor == "postgresql"
    is_known = is_postgres or connection.vendor == "sqlite"
    if connection.queries_logged or not (keeps_plan and is_known):
        with connection.cursor() as cursor:
            return _fetched(cursor, text, params)
    connection.validate_thread_sharing()
    connection.ensure_connection()
    cursor = _binding(connection) if is_postgres else _remembering(connection)
    with connection.make_cursor(cursor) as cursor:
        values = _typed(connection, params) if is_postgres else params
        return _fetched(cursor, text, values)


def _fetched(cursor: Any, text: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(text, params)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _binding(connection: Any) -> Any:
    """Return a cursor that sends values beside the text: Django's own write them in."""
    return connection.Database.Cursor(connection.connection)


def _remembering(connection: Any) -> Any:
    return connection.connection.cursor(factory=_Remembering)


class _Remembering(SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """Write the places for values as SQLite does."""
        if param_names is not None:
            return super().convert_query(query, param_names=param_names)
        return _with_marks(query)


@lru_cache(maxsize=512)
def _with_marks(query: str) -> str:
    return str(SQLiteCursorWrapper.convert_query(None, query))  # type: ignore[arg-type] # it asks nothing of itself


def _typed(connection: Any, params: Sequence[Any]) -> list[Any]:
    """Give all whole numbers one type: for each other one there would be another plan."""
    whole = connection.Database.types.numeric.Int8
    return [whole(value) if type(value) is int else value for value in params]
