"""A rebuild of SQLite's index beside the one that answers, and the swap at its end.

SQLite has one writer at a time: a rebuild in one transaction would keep everybody else
from saving for as long as it takes. So the new tables are filled in short ones, triggers
note what changes in the old ones meanwhile, and the last transaction takes those changes
over and puts the new tables in their place. PostgreSQL needs none of this: there the
readers of a long transaction's rows see them as they were, and writers go on.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from modelsearch.utils import get_content_type_pk

from lms.search.backends import layout
from lms.search.backends.layout import FTS, NAMES, TABLE, TEXTS

NEW, NEW_KEY = f"{TABLE}_new", f"{TABLE}_newkey"
NEW_TEXTS = {FTS: f"{TABLE}_newfts", NAMES: f"{TABLE}_newnames"}
CHANGED = f"{TABLE}_changed"
_KEY = "content_type_id, object_id"
_COLUMNS = f"{_KEY}, title, autocomplete, body, title_norm, tags"
_BATCH = 200
_EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


class Writable(Protocol):
    """What the rebuild needs of an index."""

    write_connection: BaseDatabaseWrapper

    def columns_of(
        self, objects: Sequence[Model], *, giving: bool
    ) -> list[tuple[Any, ...]]:
        """Return the columns of each entry; with `giving` new tags get a character."""
        ...

    def delete_stale_entries(self) -> None:
        """Delete the entries whose object is gone."""
        ...


class BesideRebuilder:
    """Rebuilds an index that goes on answering; also what is written to meanwhile."""

    def __init__(self, index: Writable) -> None:
        self.index = index
        self.using = index.write_connection.alias
        self._filled = 0  # the last entry that is in the full text, too

    def start(self) -> "BesideRebuilder":
        """Make the new tables, without what an earlier rebuild has left."""
        with transaction.atomic(using=self.using):
            self._do(*_leftovers())
            self._do(
                self._sql_of(TABLE).replace(TABLE, NEW, 1),
                *(layout.full_text(kind, new) for kind, new in NEW_TEXTS.items()),
                f"CREATE UNIQUE INDEX {NEW_KEY} ON {NEW} ({_KEY})",
                f"CREATE TABLE {CHANGED} ({_KEY})",
                *(
                    f"CREATE TRIGGER {CHANGED}_{event} AFTER {event} ON {TABLE} BEGIN"
                    f" INSERT INTO {CHANGED} VALUES"
                    f" ({row}.content_type_id, {row}.object_id); END"
                    for event, row in _EVENTS.items()
                ),
            )
        return self

    def add_model(self, model: type[Model]) -> None:
        """Do nothing: one index is for all models."""

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the entries of objects of one model into the new tables."""
        objects, content_type = list(items), get_content_type_pk(model)
        for start in range(0, len(objects), _BATCH):
            batch = objects[start : start + _BATCH]
            rows = [
                (content_type, str(obj.pk), *columns)
                for obj, columns in zip(
                    batch, self.index.columns_of(batch, giving=True), strict=True
                )
            ]
            with transaction.atomic(using=self.using):
                with self.index.write_connection.cursor() as cursor:
                    cursor.executemany(
                        f"INSERT OR IGNORE INTO {NEW} ({_COLUMNS})"
                        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                        rows,
                    )
                self._fill()

    def finish(self) -> None:
        """Take over what has changed meanwhile, and swap."""
        with transaction.atomic(using=self.using):
            self._take_over()
            kept = self._kept()
            self._do(
                *(f"DROP TRIGGER {CHANGED}_{event}" for event in _EVENTS),
                *layout.without_triggers(),
                *(f"DROP TABLE {table}" for table in (*NEW_TEXTS, TABLE)),
                f"DROP INDEX {NEW_KEY}",
                f"ALTER TABLE {NEW} RENAME TO {TABLE}",
                *(f"ALTER TABLE {new} RENAME TO {t}" for t, new in NEW_TEXTS.items()),
                *kept,
                *layout.keys(),
                *layout.triggers(),
                f"DROP TABLE {CHANGED}",
            )
            self.index.delete_stale_entries()

    def _fill(self) -> None:
        self._do(
            *(
                f"INSERT INTO {NEW_TEXTS[kind]} (rowid, {texts})"
                f" SELECT id, {texts} FROM {NEW} WHERE id > {self._filled}"
                for kind, texts in TEXTS.items()
            )
        )
        found = self._rows(f"SELECT coalesce(max(id), 0) FROM {NEW}")
        self._filled = max(self._filled, found[0][0])

    def _take_over(self) -> None:
        changed = f"({_KEY}) IN (SELECT {_KEY} FROM {CHANGED})"
        self._do(
            *(
                f"INSERT INTO {NEW_TEXTS[kind]} ({NEW_TEXTS[kind]}, rowid, {texts})"
                f" SELECT 'delete', id, {texts} FROM {NEW} WHERE {changed}"
                for kind, texts in TEXTS.items()
            ),
            f"DELETE FROM {NEW} WHERE {changed}",
            f"INSERT INTO {NEW} ({_COLUMNS})"
            f" SELECT {_COLUMNS} FROM {TABLE} WHERE {changed}",
        )
        self._fill()

    def _kept(self) -> list[str]:
        """Return what makes the other indexes of the old table again."""
        rows = self._rows(
            "SELECT sql FROM sqlite_master WHERE type = 'index'"
            f" AND tbl_name = '{TABLE}' AND sql IS NOT NULL"
        )
        return [sql for (sql,) in rows]

    def _sql_of(self, table: str) -> str:
        rows = self._rows(f"SELECT sql FROM sqlite_master WHERE name = '{table}'")
        return str(rows[0][0])

    def _rows(self, statement: str) -> list[Any]:
        with self.index.write_connection.cursor() as cursor:
            cursor.execute(statement, ())
            return list(cursor.fetchall())

    def _do(self, *statements: str) -> None:
        with self.index.write_connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _leftovers() -> Iterable[str]:
    for event in _EVENTS:
        yield f"DROP TRIGGER IF EXISTS {CHANGED}_{event}"
    for table in (*NEW_TEXTS.values(), NEW, CHANGED):
        yield f"DROP TABLE IF EXISTS {table}"
