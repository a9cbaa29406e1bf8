"""Whether the index holds what it should, and what is done about it if not."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from modelsearch.backends import get_search_backends
from modelsearch.index import get_indexed_models

from lms.search.backends.indexing import LaterIndexMixin
from lms.search.changes import changes, model_called, read_word
from lms.search.entries import Drift
from lms.search.exceptions import IndexUnavailable

logger = logging.getLogger(__name__)
_BATCH = 200
_AT_ONCE = 1_000  # changes to catch up with, objects to build an index of

Progress = Callable[[int, int], None]
"""Takes how many objects were looked at, and of how many."""


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass
class Findings:
    """How many entries of the index are not as they should be."""

    objects: int = 0
    drift: Counter[str] = field(default_factory=Counter)
    orphaned: int = 0
    waiting: int = 0

    @property
    def is_right(self) -> bool:
        """Whether there is nothing to mend."""
        return not (self.drift.total() or self.orphaned or self.waiting)

    def as_dict(self) -> dict[str, int]:
        """Return the numbers by name, for programs."""
        numbers = {kind.value: self.drift[kind] for kind in Drift}
        own = {"orphaned": self.orphaned, "waiting": self.waiting}
        return {"objects": self.objects, **numbers, **own}


def examine(*, mend: bool = False, progress: Progress = _silent) -> Findings:
    """Compare every entry with its object; with `mend` write what differs.

    Each batch is a transaction of its own: nobody waits long. Raises DatabaseError or
    IndexUnavailable if there is no index.
    """
    findings = Findings(waiting=changes().count())
    querysets = [model.get_indexed_objects() for model in get_indexed_models()]
    found = [*_indexes()]
    total = sum(queryset.count() for queryset in querysets) * len(found)
    for index in found:
        if mend and not index.exists():
            rebuild(index.backend)
        for model, objects in _batches(querysets):
            findings.drift.update(_compare(index, model, objects, mend=mend))
            findings.objects += len(objects)
            progress(findings.objects, total)
        findings.orphaned += index.count_stale_entries()
        if mend:
            index.delete_stale_entries()
    if mend:
        while catch_up():
            pass
    return findings


def _compare(
    index: LaterIndexMixin, model: type[Model], objects: list[Any], *, mend: bool
) -> Iterator[str]:
    with transaction.atomic() if not index.name else nullcontext():
        drift = index.drift(model, objects)
        if mend and drift:
            index.add_items(model, [obj for obj in objects if str(obj.pk) in drift])
    return iter(drift.values())


def _batches(
    querysets: Iterable[Any], at_once: int = _BATCH
) -> Iterator[tuple[type[Model], list[Any]]]:
    for queryset in querysets:
        keys = [*queryset.order_by("pk").values_list("pk", flat=True)]
        for start in range(0, len(keys), at_once):
            batch = queryset.filter(pk__in=keys[start : start + at_once])
            if objects := [*batch]:
                yield queryset.model, objects


def index_now(model: type[Model], keys: Iterable[object]) -> None:
    """Index objects without waiting for a commit; those that are gone leave a server."""
    for index in _indexes():
        index.add_keys(model, [*keys])


def rebuild(
    backend: Any, *, progress: Progress = _silent, at_once: int = _AT_ONCE
) -> int:
    """Fill a new index, let it answer when it is whole; return how many objects it has.

    Reads so many objects `at_once`. Raises DatabaseError or IndexUnavailable if it
    cannot be written.
    """
    querysets = [model.get_indexed_objects() for model in get_indexed_models()]
    total = sum(queryset.count() for queryset in querysets)
    written = 0
    for index in backend.all_indexes():
        rebuilder = backend.rebuilder_class(index)
        beside = rebuilder.start()
        for model, objects in _batches(querysets, at_once):
            beside.add_items(model, objects)
            written += len(objects)
            progress(written, max(total, written))
        rebuilder.finish()
    return written


def catch_up() -> int:
    """Index what was committed and not indexed; return how many changes that were.

    What cannot be indexed is logged, keeps its place and holds up nothing else. A
    server that has lost its index, or never had one, gets it now.
    """
    ready = {index.name: index for index in _indexes()}
    waiting = changes()
    for name in [name for name, index in ready.items() if not _is_ready(index)]:
        waiting = waiting.exclude(model__startswith=f"{name}:")
    return _take_in_all(ready, waiting)


def catch_up_with(index: Any) -> int:
    """Tell a server of what it was not told yet; return how many changes that were."""
    waiting = changes().filter(model__startswith=f"{index.name}:")
    return _take_in_all({index.name: index}, waiting)


def _take_in_all(indexes: Mapping[str, LaterIndexMixin], waiting: Any) -> int:
    told: dict[str, list[Any]] = {}
    for change in waiting.order_by("pk")[:_AT_ONCE]:
        told.setdefault(change.model, []).append(change)
    return sum(_take_in(indexes, word, rows) for word, rows in told.items())


def _is_ready(index: Any) -> bool:
    try:
        if not index.exists():
            rebuild(index.backend)
    except IndexUnavailable as error:
        logger.warning("%s What is to be indexed waits.", error)
        return False
    return True


def _take_in(
    indexes: Mapping[str, LaterIndexMixin], word: str, rows: Sequence[Any]
) -> int:
    """Index all that is told of one model, or each alone if that fails."""
    name, label = read_word(word)
    index, model = indexes.get(name), model_called(label)
    told = changes().filter(pk__in=[row.pk for row in rows])
    try:
        if index is None or model is None:
            told.delete()
        else:
            index.take_in(model, [_key(model, row.key) for row in rows], told)
    except IndexUnavailable as error:
        logger.warning("%s What is to be indexed waits.", error)
        return 0
    except Exception:
        if len(rows) > 1:
            return sum(_take_in(indexes, word, [row]) for row in rows)
        logger.exception("%s cannot be indexed.", rows[0])
        return 0
    return len(rows)


def _indexes() -> Iterator[LaterIndexMixin]:
    for backend in get_search_backends(with_auto_update=True):
        for index in backend.all_indexes():
            if isinstance(index, LaterIndexMixin):
                yield index


def _key(model: type[Model], text: str) -> object:
    try:
        return model._meta.pk.to_python(text)
    except ValidationError:
        return None
