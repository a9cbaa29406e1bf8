"""The index on a search server, written after the commit and beside the database's.

Wagtail's admin and its choosers ask the database's index, which is there anyway: it
answers too while the server is down.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from elasticsearch.helpers import bulk, scan
from modelsearch.backends.base import BaseIndex, BaseSearchBackend
from modelsearch.index import get_indexed_models
from modelsearch.utils import get_content_type_pk

from lms.search.answers import SERVER
from lms.search.backends.indexing import LaterIndexMixin
from lms.search.elastic.connection import server_of
from lms.search.elastic.mapping import definition, digest_of, id_of, source_of
from lms.search.entries import ANALYZER, Drift
from lms.search.exceptions import IndexUnavailable

_PATIENCE = 300.0  # seconds for a request that writes, or reads the whole index
_SCANNED = 5_000  # ids in one go
_MOST_BYTES = 20_000_000  # of a request
_LATER = "lms.search.telling.later"  # beside the request
_CONFLICT, _NOT_FOUND = 409, 404

Action = dict[str, Any]


class Index(LaterIndexMixin, BaseIndex):
    """What the alias stands for; each document carries when its object was read.

    Of two writers the one who read later wins, whoever comes first: the server drops
    what has an older version.
    """

    name = SERVER

    def __init__(self, backend: "SearchBackend") -> None:
        super().__init__(backend)
        self.server, self.tell = backend.server, backend.tell

    @property
    def write_connection(self) -> BaseDatabaseWrapper:  # type: ignore[override] # read only
        """The database whose commits are followed."""
        return connections[DEFAULT_DB_ALIAS]

    def get_key(self) -> str:
        """Return one name for all models: there is one index."""
        return self.server.alias

    def __str__(self) -> str:
        return self.server.alias

    def exists(self) -> bool:
        """Tell whether there is an index; raise IndexUnavailable without a server."""
        with self.server.needed() as client:
            return bool(client.indices.exists_alias(name=self.server.alias))

    def committed(self, waiting: Mapping[type[Model], Mapping[object, int]]) -> None:  # noqa: ARG002 (it is in the database)
        """Have the server told of what was committed, without waiting for it."""
        self.tell(self)

    def take_in(
        self, model: type[Model], keys: Sequence[object], told: QuerySet[Any]
    ) -> None:
        """Write, and then take back the word: no transaction waits for the server."""
        self.add_keys(model, keys)
        told.delete()

    def add_keys(self, model: type[Model], keys: Iterable[object]) -> None:
        """Write the documents of those that are still there, delete the others'."""
        version, wanted = _now(), {str(key) for key in keys if key is not None}
        objects = model.get_indexed_objects().filter(pk__in=wanted)  # type: ignore[attr-defined] # Indexed
        written = list(_documents(model, objects))
        kind = get_content_type_pk(model)
        asked = {id_of(kind, key) for key in wanted}
        gone = asked - {action["_id"] for action in written}
        self._write([*written, *map(_deletion, gone)], version)

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the documents of these objects as the database has them now."""
        self.add_keys(model, [obj.pk for obj in items])

    def add_item(self, obj: Model) -> None:
        """Write the document of one object."""
        self.add_keys(type(obj), [obj.pk])

    def drift(self, model: type[Model], objects: Sequence[Model]) -> dict[str, Drift]:
        """Return how documents differ from their objects, by key; none that is right."""
        kind = get_content_type_pk(model)
        wanted = {id_of(kind, obj.pk): obj for obj in objects}
        with self.server.needed() as client:
            answer = client.mget(
                index=self.server.alias,
                ids=[*wanted],
                source=["digest", "analyzer"],
            )
        known = {
            doc["_id"]: doc["_source"] for doc in answer["docs"] if doc.get("found")
        }
        drifts = {
            str(obj.pk): _drift(known.get(key), obj) for key, obj in wanted.items()
        }
        return {key: drift for key, drift in drifts.items() if drift is not None}

    def count_stale_entries(self) -> int:
        """Return how many documents there are whose object is gone."""
        return sum(1 for _one in self._gone(self.server.alias))

    def delete_stale_entries(self) -> None:
        """Delete the documents whose object is gone."""
        self.delete_stale_of(self.server.alias)

    def delete_stale_of(self, name: str) -> None:
        """Delete from one index the documents whose object is gone."""
        gone = [_deletion(one) for one in self._gone(name)]
        self.write_into(name, gone, _now(), refresh=True)

    def names(self) -> dict[str, bool]:
        """Return our indexes, the one that a rebuild fills too; True: it answers."""
        alias = self.server.alias
        with self.server.asked() as client:
            found = client.indices.get_alias(index=f"{alias}-*")
        ours = re.compile(re.escape(alias) + r"-\d+")
        return {
            name: alias in known["aliases"]
            for name, known in found.items()
            if ours.fullmatch(name)
        }

    def _write(self, actions: Sequence[Action], version: int) -> None:
        """Write into the index that answers and into one that is being built."""
        names = self.names()
        if not any(names.values()):
            raise IndexUnavailable(f"There is no index {self.server.alias} yet.")
        for name in names:
            self.write_into(name, actions, version, refresh=True)

    def write_into(
        self, name: str, actions: Iterable[Action], version: int, *, refresh: bool
    ) -> None:
        """Send documents; what has a later version already stays as it is."""
        versioned = (
            {"_index": name, "version": version, "version_type": "external", **action}
            for action in actions
        )
        with self.server.needed() as client:
            patient = client.options(request_timeout=_PATIENCE)
            _done, errors = bulk(
                patient,
                versioned,
                refresh=refresh,
                raise_on_error=False,
                max_chunk_bytes=_MOST_BYTES,
            )
        told = errors if isinstance(errors, list) else []
        refused = [one for one in map(_error, told) if one]
        if refused:
            raise ValueError(f"The search server refused: {refused[0]}")

    def _gone(self, name: str) -> Iterator[str]:
        live = {
            get_content_type_pk(model): model._base_manager.order_by()
            for model in get_indexed_models()
        }
        found = defaultdict[int, dict[str, str]](dict)
        with self.server.needed() as client:
            patient = client.options(request_timeout=_PATIENCE)
            every = scan(patient, index=name, size=_SCANNED, _source=False)
            for document in every:
                kind, _colon, key = document["_id"].partition(":")
                found[int(kind)][key] = document["_id"]
        for kind, ids in found.items():
            keys = live[kind].values_list("pk", flat=True) if kind in live else ()
            for key in ids.keys() - set(map(str, keys)):
                yield ids[key]


class Rebuilder:
    """Fills a new index beside the one that answers; the end is one atomic swap."""

    def __init__(self, index: Index) -> None:
        self.index, self.server = index, index.server
        self.version = (
            _now()
        )  # before anything is read: each later save has a higher one
        self.name = f"{self.server.alias}-{timezone.now():%Y%m%d%H%M%S%f}"

    def start(self) -> "Rebuilder":
        """Make a new index, without what an earlier rebuild has left."""
        left = [name for name, answers in self.index.names().items() if not answers]
        with self.server.needed() as client:
            for name in left:
                client.indices.delete(index=name)
            client.indices.create(index=self.name, **definition())
        return self

    def add_model(self, model: type[Model]) -> None:
        """Do nothing: one index is for all models."""

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write the documents of objects of one model into the new index."""
        documents = _documents(model, items)
        self.index.write_into(self.name, documents, self.version, refresh=False)

    def finish(self) -> None:
        """Take out what was deleted meanwhile, and let the alias stand for the new one."""
        with self.server.needed() as client:
            patient = client.options(request_timeout=_PATIENCE)
            patient.indices.refresh(index=self.name)
        self.index.delete_stale_of(self.name)
        old = [name for name, answers in self.index.names().items() if answers]
        actions: list[Mapping[str, Any]] = [
            {"add": {"index": self.name, "alias": self.server.alias}},
            *({"remove_index": {"index": name}} for name in old),
        ]
        with self.server.needed() as client:
            patient = client.options(request_timeout=_PATIENCE)
            patient.indices.update_aliases(actions=actions)


class SearchBackend(BaseSearchBackend):
    """Named `elasticsearch` beside `default`; what it finds is asked by the engine."""

    index_class = Index
    rebuilder_class = Rebuilder
    atomic_rebuilder_class = Rebuilder

    def __init__(self, params: Mapping[str, Any]) -> None:
        super().__init__(params)
        self.server = server_of(params)
        self.tell: Callable[[Index], None] = import_string(params.get("TELL", _LATER))

    def get_index_for_model(self, model: type[Model]) -> Index:  # noqa: ARG002 (Wagtail's)
        """Return the one index."""
        return Index(self)

    def all_indexes(self) -> list[Index]:
        """Return the one index."""
        return [Index(self)]

    def add(self, obj: Model) -> None:
        """Index an object when its transaction has been committed."""
        self.get_index_for_object(obj).add_later(obj)

    def delete(self, obj: Model) -> None:
        """Take an object out when its transaction has been committed."""
        self.get_index_for_object(obj).add_later(obj)


def _now() -> int:
    """Return a number that grows with time."""
    return int(timezone.now().timestamp() * 1_000_000)


def _documents(model: type[Model], objects: Iterable[Model]) -> Iterator[Action]:
    kind = get_content_type_pk(model)
    for obj in objects:
        yield {"_id": id_of(kind, obj.pk), "_source": source_of(kind, obj)}


def _deletion(key: str) -> Action:
    return {"_op_type": "delete", "_id": key}


def _error(answer: Mapping[str, Any]) -> Any:
    """Return what is wrong; nothing for a later version or what is gone already."""
    (result,) = answer.values()
    harmless = result.get("status") in {_CONFLICT, _NOT_FOUND}
    return None if harmless else result.get("error", result)


def _drift(known: Mapping[str, Any] | None, obj: Model) -> Drift | None:
    if known is None:
        return Drift.MISSING
    if known.get("analyzer") != ANALYZER:
        return Drift.OLD
    return None if known.get("digest") == digest_of(obj) else Drift.STALE
