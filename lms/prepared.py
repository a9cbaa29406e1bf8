"""Queries that each request asks anew: compiled once, run with other values.

Putting a query together takes Django several times as long as the database takes to
answer it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, QuerySet
from django.db.models.expressions import RawSQL

_MOST = 256  # statements that are remembered for one purpose
T = TypeVar("T")


@dataclass(frozen=True)
class Slot:
    """Where a value goes that is known only when the query is run.

    The value must be as the database takes it, such as a text, a number or a key that
    went through `get_db_prep_value`.
    """

    name: str

    def __call__(self, output_field: Field[Any, Any] | None = None) -> RawSQL:
        """Return what stands for the value in a filter."""
        return RawSQL("%s", (self,), output_field)


def slots(name: str, amount: int) -> RawSQL:
    """Return what stands for so many values, `name0` and so on, after `__in`."""
    places = tuple(Slot(f"{name}{place}") for place in range(amount))
    return RawSQL(", ".join(["%s"] * amount), places)  # noqa: S611 (placeholders alone)


class Memo(Generic[T]):
    """What was made for a key before; begins anew when there is too much of it."""

    def __init__(self) -> None:
        self._made: dict[Hashable, T] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is remembered for the key, or make it; None as key: always make."""
        if key is None:
            return make()
        try:
            return self._made[key]
        except KeyError:
            made = make()
        if len(self._made) >= _MOST:
            self._made.clear()
        self._made[key] = made
        return made


class Prepared:
    """A queryset that is compiled once for each key."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: Memo[_Statement | None] = Memo()

    def rows(self, *args: Any, key: Hashable = (), **values: Any) -> list[Any]:
        """Return what a queryset of values gives, with these values in its slots.

        `args` go to the function that builds it. The key must tell apart all that makes
        another statement of them; None has it compiled anew.
        """
        statement = self._statement(args, key)
        return statement.rows(values) if statement else []

    def objects(self, *args: Any, key: Hashable = (), **values: Any) -> list[Any]:
        """Return objects as the queryset gives them, but for `select_related`."""
        statement = self._statement(args, key)
        return statement.objects(values) if statement else []

    def _statement(self, args: tuple[Any, ...], key: Hashable) -> "_Statement | None":
        of_vendor = (connections[DEFAULT_DB_ALIAS].vendor, key)
        return self._compiled.get(
            None if key is None else of_vendor, lambda: _compile(self._build(*args))
        )


@dataclass(frozen=True)
class _Statement:
    queryset: QuerySet[Any, Any]
    text: str
    params: tuple[Any, ...]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]  # by place in a row
    annotations: dict[str, int]  # places of those that have converters

    def rows(self, values: dict[str, Any]) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(self.text, self._filled(values))
            rows = cursor.fetchall()
        return [self._converted(row, connection) for row in rows]

    def objects(self, values: dict[str, Any]) -> list[Any]:
        manager = self.queryset.model._base_manager
        found = manager.raw(self.text, self._filled(values))
        wanted = self.queryset._prefetch_related_lookups  # type: ignore[attr-defined] # noqa: SLF001 (no public name)
        objects = list(found.prefetch_related(*wanted) if wanted else found)
        for name, place in self.annotations.items():
            for one in objects:
                value = getattr(one, name)
                setattr(one, name, self._value(place, value, connections[found.db]))
        return objects

    def _filled(self, values: dict[str, Any]) -> list[Any]:
        return [values[p.name] if isinstance(p, Slot) else p for p in self.params]

    def _converted(self, row: Any, connection: Any) -> Any:
        if not self.converters:
            return row
        changed = list(row)
        for place in self.converters:
            changed[place] = self._value(place, changed[place], connection)
        return tuple(changed)

    def _value(self, place: int, value: Any, connection: Any) -> Any:
        convert, expression = self.converters[place]
        for one in convert:
            value = one(value, expression, connection)
        return value


def _compile(queryset: QuerySet[Any, Any]) -> _Statement | None:
    """Return the statement; None for one that can find nothing."""
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        text, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [column[0] for column in (compiler.select or ())[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    places = compiler.annotation_col_map or {}
    annotations = {name: at for name, at in places.items() if at in converters}
    return _Statement(queryset, text, tuple(params), converters, annotations)
