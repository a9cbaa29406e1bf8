"""Queries that each request asks anew: compiled once, run with other values.

Putting a query together takes Django several times as long as the database takes to
answer it.
"""

from collections import namedtuple
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, NamedValuesListIterable

from lms import planned

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


def padded(values: Sequence[T]) -> list[T]:
    """Repeat the last value until there are 4, 8, 16 and so on: for few statements."""
    amount = max(4, 1 << (len(values) - 1).bit_length())
    last = list(values[-1:])
    return [*values, *(last * (amount - len(values)))]


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
        """Return what the queryset gives, with all that it loads beside.

        That is objects, or named tuples of a queryset of named values.
        """
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
    compiler: Any
    text: str
    params: tuple[Any, ...]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]  # by place in a row
    named: Any = None  # the class of rows with names

    def rows(self, values: dict[str, Any]) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        params = [values[p.name] if isinstance(p, Slot) else p for p in self.params]
        rows = planned.rows(self.text, params)
        return [self._converted(row, connection) for row in rows]

    def objects(self, values: dict[str, Any]) -> list[Any]:
        if self.named is not None:
            return list(map(self.named._make, self.rows(values)))
        asked: Any = _Asked(self.compiler, self.rows(values))
        answered: QuerySet[Any, Any] = QuerySet(
            self.queryset.model, asked, DEFAULT_DB_ALIAS
        )
        objects: list[Any] = list(ModelIterable(answered))
        wanted = self.queryset._prefetch_related_lookups  # type: ignore[attr-defined] # noqa: SLF001 (no public name)
        if objects and wanted:
            prefetch_related_objects(objects, *wanted)
        return objects

    def _converted(self, row: Any, connection: Any) -> Any:
        if not self.converters:
            return row
        changed = list(row)
        for place, (convert, expression) in self.converters.items():
            for one in convert:
                changed[place] = one(changed[place], expression, connection)
        return tuple(changed)


class _Asked:
    """What stands for a query that has been compiled, and answered."""

    def __init__(self, compiler: Any, rows: list[Any]) -> None:
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self._rows = rows

    def get_compiler(self, using: str) -> "_Asked":  # noqa: ARG002 (Django's signature)
        return self

    def execute_sql(self, **_how: Any) -> list[Any]:
        return self._rows

    def results_iter(self, results: list[Any]) -> list[Any]:
        return results


def _compile(queryset: QuerySet[Any, Any]) -> _Statement | None:
    """Return the statement; None for one that can find nothing."""
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        text, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [column[0] for column in (compiler.select or ())[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    text, params = planned.settled(text, params, lambda one: isinstance(one, Slot))
    return _Statement(
        queryset, compiler, text, params, converters, _row_class(queryset)
    )


def _row_class(queryset: QuerySet[Any, Any]) -> Any:
    is_named = queryset._iterable_class is NamedValuesListIterable  # noqa: SLF001 (no public name)
    names = queryset._fields  # type: ignore[attr-defined] # a queryset has it
    return namedtuple("Row", names) if is_named else None
