"""When the index is written: after the commit, once for each object.

Word of each change is left in its transaction, so that a process killed between the
commit and the index loses nothing: `lms.search.upkeep.catch_up` reads what was left.

Wagtail saves a row first and its tags and other children after it, all in one
transaction; whoever indexes at the first signal writes the tags of the time before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from modelsearch.index import get_indexed_models
from modelsearch.utils import get_content_type_pk

from lms.search.changes import changes, word_of
from lms.search.entries import Drift
from lms.search.sql import key_of_entry

_BATCH = 500


class Reindexing:
    """What to index when a transaction has been committed.

    Each save asks for it again; the first call does the work of all of them.
    """

    def __init__(self, index: "LaterIndexMixin", using: str = DEFAULT_DB_ALIAS) -> None:
        self.index = index
        self.using = using
        self.keys: dict[type[Model], dict[object, int]] = {}

    def add(self, *objects: Model) -> None:
        """Index objects of a model as they will be, or leave word that they are to be."""
        keys = self.keys.setdefault(type(objects[0]), {})
        label = word_of(self.index.name, type(objects[0]))
        new = [obj.pk for obj in objects if obj.pk not in keys]
        told = changes(self.using)
        rows = told.bulk_create(told.model(model=label, key=str(key)) for key in new)
        keys.update(zip(new, (row.pk for row in rows), strict=True))

    def __call__(self) -> None:
        """Index the objects that are still there, and take back the word."""
        waiting, self.keys = self.keys, {}
        self.index.committed(waiting)


class LaterIndexMixin:
    """Mixed into the stock indexes."""

    backend: Any
    write_connection: BaseDatabaseWrapper
    name = ""  # of a server; the database's own index has none

    def exists(self) -> bool:
        """Tell whether there is an index."""
        return True

    def committed(self, waiting: Mapping[type[Model], Mapping[object, int]]) -> None:
        """Index what a transaction has left: keys by model, each with its word."""
        told = changes(self.write_connection.alias)
        for model, keys in waiting.items():
            found = [*keys]
            for start in range(0, len(found), _BATCH):
                batch = found[start : start + _BATCH]
                done = told.filter(pk__in=[keys[key] for key in batch])
                self.take_in(model, batch, done)

    def take_in(
        self, model: type[Model], keys: Sequence[object], told: QuerySet[Any]
    ) -> None:
        """Write the entries of these objects, and take back the word of them."""
        with transaction.atomic(using=self.write_connection.alias):
            self.add_keys(model, keys)
            told.delete()

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the entries of objects of one model."""
        raise NotImplementedError

    def drift(self, model: type[Model], objects: Sequence[Model]) -> dict[str, Drift]:
        """Return how entries differ from their objects, by key; none that is right."""
        raise NotImplementedError

    def add_keys(self, model: type[Model], keys: Iterable[object]) -> None:
        """Write the entries of those of these objects that are still there."""
        objects = model.get_indexed_objects().filter(pk__in=[*keys])  # type: ignore[attr-defined] # Indexed
        self.add_items(model, objects)

    def add_later(self, *objects: Model) -> None:
        """Index objects of a model at the commit, or now if there is no transaction.

        An error is logged and not raised: what was saved stays saved.
        """
        using = self.write_connection.alias
        waiting = next(_waiting(self, using), None) or Reindexing(self, using)
        waiting.add(*objects)
        transaction.on_commit(waiting, using=using, robust=True)

    def _refresh_title_norms(self, *, full: bool = False) -> None:
        """Leave out what our ranking does not use: an average over the whole index."""

    def count_stale_entries(self) -> int:
        """Return how many entries there are whose object is gone."""
        with self.write_connection.cursor() as cursor:
            number = 0
            for model in get_indexed_models():
                cursor.execute(self._stale(model, "SELECT count(*)"))
                number += cursor.fetchone()[0]
        return number

    def delete_stale_entries(self) -> None:
        """Delete the entries whose object is gone."""
        with self.write_connection.cursor() as cursor:
            for model in get_indexed_models():
                cursor.execute(self._stale(model, "DELETE"))

    def _stale(self, model: type[Model], verb: str) -> str:
        quote = self.write_connection.ops.quote_name
        types = str(get_content_type_pk(model))  # others stand under their own models
        key = key_of_entry(model, types, using=self.write_connection.alias)
        table, column = quote(model._meta.db_table), quote(str(model._meta.pk.column))
        return (
            f"{verb} FROM wagtailsearch_indexentry AS entry"
            f" WHERE entry.content_type_id IN ({types}) AND NOT EXISTS"
            f" (SELECT 1 FROM {table} kept WHERE kept.{column} = {key})"
        )


def _waiting(index: LaterIndexMixin, using: str) -> Iterator[Reindexing]:
    """Find what an earlier save of this transaction has left; a rollback takes it."""
    for _savepoints, function, _robust in reversed(
        transaction.get_connection(using).run_on_commit
    ):
        if isinstance(function, Reindexing) and function.index.name == index.name:
            yield function
