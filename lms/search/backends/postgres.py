"""Wagtail's PostgreSQL back end with our tokens, written as vectors directly.

No parser and no text search configuration of the server takes part.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db.models import Model
from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.utils import get_content_type_pk

from lms.search.backends.indexing import LaterIndexMixin
from lms.search.backends.matching import MatchingCompiler, TypingCompiler
from lms.search.entries import ANALYZER, Drift, Entry, entry_of
from lms.search.marks import marked
from lms.search.tsquery import TABLE, Tsquery

_BATCH = 200
# Positions end at 16,383; past that they start again, so that phrases are still found.
_POSITIONS = 16_000
_PER_LEXEME = 255
# A vector ends at 1 MB: so many bytes of tokens and of places, with some to spare.
_ROOM = 950_000
_PER_TOKEN, _PER_PLACE = 4, 2
_MOST_BYTES = 4  # of a character
_SHORT = 2_000  # tokens; what is longer is counted

# A conflict locks a row, and so a rebuild all of them until its end, were those that are
# right already not left out before.
_INSERT = f"""
    INSERT INTO {TABLE}
        (content_type_id, object_id, title, autocomplete, body,
         title_norm, title_text, body_text, tags)
    SELECT wanted.type, wanted.key, wanted.title, wanted.autocomplete, wanted.body,
         {ANALYZER}, '', '', wanted.tags
    FROM (VALUES {{rows}}) wanted (type, key, title, autocomplete, body, tags)
    LEFT JOIN {TABLE} old
        ON old.content_type_id = wanted.type AND old.object_id = wanted.key
    WHERE old.id IS NULL OR old.title_norm <> {ANALYZER}
        OR old.body <> wanted.body OR old.autocomplete <> wanted.autocomplete
        OR old.tags <> wanted.tags
    ON CONFLICT (content_type_id, object_id) DO UPDATE SET
        title = EXCLUDED.title,
        autocomplete = EXCLUDED.autocomplete,
        body = EXCLUDED.body,
        title_norm = EXCLUDED.title_norm,
        tags = EXCLUDED.tags
"""
_ROW = "(%s, %s, %s::tsvector, %s::tsvector, %s::tsvector, %s)"
_COMPARE = f"""
    SELECT wanted.key, old.title_norm,
        old.body = wanted.body AND old.autocomplete = wanted.autocomplete
            AND old.tags = wanted.tags
    FROM (VALUES {{rows}}) wanted (key, autocomplete, body, tags)
    LEFT JOIN {TABLE} old ON old.content_type_id = %s AND old.object_id = wanted.key
"""
_WANTED = "(%s, %s::tsvector, %s::tsvector, %s)"


class Index(LaterIndexMixin, PostgresIndex):
    """Writes entries that have changed, and those alone."""

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the entries of objects of one model."""
        objects = list({obj.pk: obj for obj in items}.values())
        for start in range(0, len(objects), _BATCH):
            self._write(get_content_type_pk(model), objects[start : start + _BATCH])

    def drift(self, model: type[Model], objects: Sequence[Model]) -> dict[str, Drift]:
        """Return how entries differ from their objects, by key; none that is right."""
        params: list[Any] = []
        rows = ", ".join([_WANTED] * len(objects))
        with self.write_connection.cursor() as cursor:
            columns = _columns(cursor, objects, giving=False)
            for obj, (_title, *others) in zip(objects, columns, strict=True):
                params += [str(obj.pk), *others]
            statement = _COMPARE.format(rows=rows)
            cursor.execute(statement, [*params, get_content_type_pk(model)])
            found = cursor.fetchall() if objects else []
        drifts = {key: _drift(version, is_same) for key, version, is_same in found}
        return {key: drift for key, drift in drifts.items() if drift is not None}

    def _write(self, content_type: int, objects: list[Model]) -> None:
        params: list[Any] = []
        rows = ", ".join([_ROW] * len(objects))
        with self.write_connection.cursor() as cursor:
            columns = _columns(cursor, objects, giving=True)
            for obj, texts in zip(objects, columns, strict=True):
                params += [content_type, str(obj.pk), *texts]
            cursor.execute(_INSERT.format(rows=rows), params)


def _drift(version: float | None, is_same: bool | None) -> Drift | None:  # noqa: FBT001 (a row of the answer)
    if version is None:
        return Drift.MISSING
    if version != ANALYZER:
        return Drift.OLD
    return None if is_same else Drift.STALE


def _columns(
    cursor: Any, objects: Sequence[Model], *, giving: bool
) -> list[tuple[str, ...]]:
    """Return the columns `title`, `autocomplete`, `body` and `tags` of each object."""
    entries = [entry_of(obj) for obj in objects]
    tags = marked(cursor, entries, giving=giving)
    return [
        (*_vectors(entry), marks) for entry, marks in zip(entries, tags, strict=True)
    ]


def _vectors(entry: Entry) -> tuple[str, str, str]:
    title, labels = (entry.title, "A"), (entry.labels, "B")
    return (
        vector_text(title),
        vector_text(title, labels, (entry.aids, "C")),
        vector_text(title, labels, (entry.body, "D")),
    )


def vector_text(*parts: tuple[Sequence[str], str]) -> str:
    """Return the text of a tsvector of tokens with their weights.

    A gap between two parts keeps phrases from running over it. What does not fit any
    more is not found; what comes first is.
    """
    if sum(len(tokens) + 1 for tokens, _weight in parts) < _SHORT:
        text = _short_vector_text(parts)
        if text is not None:
            return text
    return _long_vector_text(parts)


def _short_vector_text(parts: Iterable[tuple[Sequence[str], str]]) -> str | None:
    """Return it without counting; None if it has to be counted whether all of it fits.

    A token that is too often there has many digits, and few letters take little room.
    """
    found: dict[str, str] = {}
    start = 1
    for tokens, weight in parts:
        end = start + len(tokens)
        for token, place in zip(tokens, _places(weight)[start:end], strict=True):
            found[token] = found.get(token, "") + place
        start = end + 1
    if max(map(len, found.values()), default=0) >= 2 * _PER_LEXEME:
        return None
    text = " ".join([f"'{token}':{places[1:]}" for token, places in found.items()])
    return text if _MOST_BYTES * len(text) < _ROOM else None


@cache
def _places(weight: str) -> list[str]:
    """Return how each place is written, after a comma."""
    return [f",{place + 1}{weight}" for place in range(_SHORT + 1)]


def _long_vector_text(parts: Iterable[tuple[Sequence[str], str]]) -> str:
    places: dict[str, list[str]] = {}
    position, room = 0, _ROOM
    for tokens, weight in parts:
        for position, token in enumerate(tokens, position + 1):  # noqa: B020 (goes on counting)
            found = places.setdefault(token, [])
            if len(found) == _PER_LEXEME:
                continue
            room -= _PER_PLACE if found else len(token.encode()) + _PER_TOKEN
            if room <= 0:
                break
            found.append(f"{position % _POSITIONS + 1}{weight}")
        position += 1
    return " ".join(
        f"'{token}':{','.join(found)}" for token, found in places.items() if found
    )


class SearchCompiler(MatchingCompiler, PostgresSearchQueryCompiler):
    """Whole words."""

    dialect = Tsquery()


class AutocompleteCompiler(TypingCompiler, PostgresAutocompleteQueryCompiler):
    """What is being typed."""

    dialect = Tsquery()


class SearchBackend(PostgresSearchBackend):
    """Set as `default`, it serves the admin's search and choosers too."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index

    def add(self, obj: Model) -> None:
        """Index an object when its transaction has been committed."""
        self.get_index_for_object(obj).add_later(obj)
