"""Wagtail's SQLite back end with our tokens, ranked once for each search."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Model
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.utils import get_content_type_pk

from lms.search.backends.beside import BesideRebuilder
from lms.search.backends.indexing import LaterIndexMixin
from lms.search.backends.layout import TABLE
from lms.search.backends.matching import MatchingCompiler, TypingCompiler
from lms.search.entries import ANALYZER, Drift, entry_of
from lms.search.fts5 import Fts5
from lms.search.marks import marked

_BATCH = 200
_COLUMNS = ("title", "autocomplete", "body", "title_norm", "tags")
_VERSION = _COLUMNS.index("title_norm")
_UPSERT = f"""
    INSERT INTO {TABLE} (content_type_id, object_id, {", ".join(_COLUMNS)})
    VALUES (%s, %s, {", ".join(["%s"] * len(_COLUMNS))})
    ON CONFLICT (content_type_id, object_id) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
"""
_KNOWN = f"""
    SELECT object_id, {", ".join(_COLUMNS)} FROM {TABLE}
    WHERE content_type_id = %s AND object_id IN ({{keys}})
"""
Columns = tuple[Any, ...]


class Index(LaterIndexMixin, SQLiteIndex):
    """Writes entries that have changed, and those alone."""

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the entries of objects of one model."""
        objects = list(items)
        for start in range(0, len(objects), _BATCH):
            self._write(get_content_type_pk(model), objects[start : start + _BATCH])

    def drift(self, model: type[Model], objects: Sequence[Model]) -> dict[str, Drift]:
        """Return how entries differ from their objects, by key; none that is right."""
        wanted = self._wanted(objects, giving=False)
        known = self._known(get_content_type_pk(model), wanted)
        return {
            key: _drift(known.get(key))
            for key, columns in wanted.items()
            if columns != known.get(key)
        }

    def columns_of(self, objects: Sequence[Model], *, giving: bool) -> list[Columns]:
        """Return the columns of each entry: title, labels, body, version, tags.

        With `giving` tags that are new get a character.
        """
        entries = [entry_of(obj) for obj in objects]
        with self.write_connection.cursor() as cursor:
            tags = marked(cursor, entries, giving=giving)
        texts = [
            map(" ".join, (entry.title, (*entry.labels, *entry.aids), entry.body))
            for entry in entries
        ]
        return [
            (*columns, float(ANALYZER), marks)
            for columns, marks in zip(texts, tags, strict=True)
        ]

    def _wanted(self, objects: Sequence[Model], *, giving: bool) -> dict[str, Columns]:
        columns = self.columns_of(objects, giving=giving)
        return dict(zip((str(obj.pk) for obj in objects), columns, strict=True))

    def _write(self, content_type: int, objects: list[Model]) -> None:
        wanted = self._wanted(objects, giving=True)
        known = self._known(content_type, wanted)
        with self.write_connection.cursor() as cursor:
            cursor.executemany(
                _UPSERT,
                [
                    (content_type, key, *columns)
                    for key, columns in wanted.items()
                    if columns != known.get(key)
                ],
            )

    def _known(self, content_type: int, keys: Collection[str]) -> dict[str, Columns]:
        statement = _KNOWN.format(keys=", ".join(["%s"] * len(keys)))
        with self.write_connection.cursor() as cursor:
            cursor.execute(statement, (content_type, *keys))
            return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}


def _drift(known: Columns | None) -> Drift:
    if known is None:
        return Drift.MISSING
    return Drift.STALE if known[_VERSION] == ANALYZER else Drift.OLD


class SearchCompiler(MatchingCompiler, SQLiteSearchQueryCompiler):
    """Whole words."""

    dialect = Fts5()


class AutocompleteCompiler(TypingCompiler, SQLiteAutocompleteQueryCompiler):
    """What is being typed."""

    dialect = Fts5()


class SearchBackend(SQLiteSearchBackend):
    """Set as `default`, it serves the admin's search and choosers too."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    atomic_rebuilder_class = BesideRebuilder

    def add(self, obj: Model) -> None:
        """Index an object when its transaction has been committed."""
        self.get_index_for_object(obj).add_later(obj)
