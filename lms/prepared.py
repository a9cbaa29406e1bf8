"""Queries that each request asks anew: compiled once, run with other values.

Putting a query together takes Django several times as long as the database takes to
answer it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


@dataclass(frozen=True)
class Slot:
    """Where a value goes that is known only when the query is run."""

    name: str

    def __call__(self) -> RawSQL:
        """Return what stands for the value in a filter."""
        return RawSQL("%s", (self,))


class Prepared:
    """A query for plain values, such as texts and keys, as the database gives them."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run it with these values in its slots."""
        connection = connections[DEFAULT_DB_ALIAS]
        text, params = self._statement(connection.vendor)
        filled: list[Any] = [
            values[p.name] if isinstance(p, Slot) else p for p in params
        ]
        with connection.cursor() as cursor:
            cursor.execute(text, filled)
            return cursor.fetchall()

    def _statement(self, vendor: str) -> tuple[str, tuple[Any, ...]]:
        if vendor not in self._compiled:
            query = self._build().query
            text, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
            self._compiled[vendor] = text, tuple(params)
        return self._compiled[vendor]
