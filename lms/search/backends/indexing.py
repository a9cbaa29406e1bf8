"""When the index is written: after the commit, once for each object.

Wagtail saves a row first and its tags and other children after it, all in one
transaction; whoever indexes at the first signal writes the tags of the time before.
"""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from modelsearch.index import get_indexed_models
from modelsearch.utils import get_descendants_content_types_pks

from lms.search.sql import key_of_entry

_BATCH = 500


class Reindexing:
    """What to index when a transaction has been committed.

    Each save asks for it again; the first call does the work of all of them.
    """

    def __init__(self, index: "LaterIndexMixin") -> None:
        self.index = index
        self.keys: dict[type[Model], dict[object, None]] = {}

    def add(self, obj: Model) -> None:
        """Index this object, as it will be then."""
        self.keys.setdefault(type(obj), {})[obj.pk] = None

    def __call__(self) -> None:
        """Index the objects that are still there."""
        waiting, self.keys = self.keys, {}
        for model, keys in waiting.items():
            found = [*keys]
            for start in range(0, len(found), _BATCH):
                batch = found[start : start + _BATCH]
                objects = model.get_indexed_objects().filter(pk__in=batch)  # type: ignore[attr-defined] # Indexed
                self.index.add_items(model, objects)


class LaterIndexMixin:
    """Mixed into the stock indexes."""

    write_connection: BaseDatabaseWrapper

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the entries of objects of one model."""
        raise NotImplementedError

    def add_later(self, obj: Model) -> None:
        """Index an object at the commit, or now if there is no transaction.

        An error is logged and not raised: what was saved stays saved.
        """
        using = self.write_connection.alias
        waiting = next(_waiting(using), None) or Reindexing(self)
        waiting.add(obj)
        transaction.on_commit(waiting, using=using, robust=True)

    def _refresh_title_norms(self, *, full: bool = False) -> None:
        """Leave out what our ranking does not use: an average over the whole index."""

    def delete_stale_entries(self) -> None:
        """Delete the entries whose object is gone."""
        with self.write_connection.cursor() as cursor:
            for model in get_indexed_models():
                cursor.execute(self._stale(model))

    def _stale(self, model: type[Model]) -> str:
        quote = self.write_connection.ops.quote_name
        types = ", ".join(map(str, get_descendants_content_types_pks(model)))
        key = key_of_entry(model, types, using=self.write_connection.alias)
        table, column = quote(model._meta.db_table), quote(str(model._meta.pk.column))
        return (
            "DELETE FROM wagtailsearch_indexentry AS entry"
            f" WHERE entry.content_type_id IN ({types}) AND NOT EXISTS"
            f" (SELECT 1 FROM {table} kept WHERE kept.{column} = {key})"
        )


def _waiting(using: str) -> Iterator[Reindexing]:
    """Find what an earlier save of this transaction has left; a rollback takes it."""
    for _savepoints, function, _robust in reversed(
        transaction.get_connection(using).run_on_commit
    ):
        if isinstance(function, Reindexing):
            yield function
