"""Wagtail's SQLite back end with our tokens, ranked once for each search."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.utils import get_content_type_pk
from wagtail.search.models import IndexEntry

from lms.search.backends.beside import BesideRebuilder
from lms.search.backends.indexing import LaterIndexMixin
from lms.search.backends.matching import MatchingCompiler, TypingCompiler
from lms.search.entries import ANALYZER, Drift, entry_of
from lms.search.fts5 import Fts5

_BATCH = 200
_COLUMNS = ("title", "autocomplete", "body", "title_norm")
Known = tuple[Any, ...]


class Index(LaterIndexMixin, SQLiteIndex):
    """Writes entries that have changed, and those alone."""

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the entries of objects of one model."""
        objects = list(items)
        for start in range(0, len(objects), _BATCH):
            self._write(get_content_type_pk(model), objects[start : start + _BATCH])

    def drift(self, model: type[Model], objects: Sequence[Model]) -> dict[str, Drift]:
        """Return how entries differ from their objects, by key; none that is right."""
        wanted = {str(obj.pk): _columns(obj) for obj in objects}
        known = self._known(get_content_type_pk(model), wanted)
        return {
            key: _drift(known.get(key))
            for key, columns in wanted.items()
            if tuple(columns.values()) != known.get(key)
        }

    def columns_of(self, obj: Model) -> dict[str, Any]:
        """Return the columns of an entry, in the order of title, labels, body."""
        return _columns(obj)

    def _write(self, content_type: int, objects: list[Model]) -> None:
        wanted = {str(obj.pk): _columns(obj) for obj in objects}
        known = self._known(content_type, wanted)
        self.entries.bulk_create(
            [
                IndexEntry(content_type_id=content_type, object_id=key, **columns)
                for key, columns in wanted.items()
                if tuple(columns.values()) != known.get(key)
            ],
            update_conflicts=True,
            update_fields=_COLUMNS,
            unique_fields=["content_type", "object_id"],
        )

    def _known(self, content_type: int, keys: Iterable[str]) -> dict[str, Known]:
        rows = self.entries.filter(content_type_id=content_type, object_id__in=keys)
        return {
            key: tuple(columns)
            for key, *columns in rows.values_list("object_id", *_COLUMNS)
        }


def _drift(known: Known | None) -> Drift:
    if known is None:
        return Drift.MISSING
    return Drift.STALE if known[-1] == ANALYZER else Drift.OLD


def _columns(obj: Model) -> dict[str, Any]:
    entry = entry_of(obj)
    texts = (entry.title, (*entry.labels, *entry.aids), entry.body)
    return dict(zip(_COLUMNS, [*map(" ".join, texts), float(ANALYZER)], strict=True))


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
