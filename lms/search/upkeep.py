"""Whether the index holds what it should, and what is done about it if not."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from modelsearch.backends import get_search_backends
from modelsearch.index import class_is_indexed, get_indexed_models

from lms.search.backends.indexing import LaterIndexMixin, changes
from lms.search.entries import Drift

logger = logging.getLogger(__name__)
_BATCH = 200
_AT_ONCE = 1_000  # changes that are caught up with in one go

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

    Each batch is a transaction of its own: nobody waits long. Raises DatabaseError if
    there is no index.
    """
    findings = Findings(waiting=changes().count())
    querysets = [model.get_indexed_objects() for model in get_indexed_models()]
    total = sum(queryset.count() for queryset in querysets)
    for index in _indexes():
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


@transaction.atomic
def _compare(
    index: LaterIndexMixin, model: type[Model], objects: list[Any], *, mend: bool
) -> Iterator[str]:
    drift = index.drift(model, objects)
    if mend and drift:
        index.add_items(model, [obj for obj in objects if str(obj.pk) in drift])
    return iter(drift.values())


def _batches(querysets: list[Any]) -> Iterator[tuple[type[Model], list[Any]]]:
    for queryset in querysets:
        keys = [*queryset.order_by("pk").values_list("pk", flat=True)]
        for start in range(0, len(keys), _BATCH):
            batch = queryset.filter(pk__in=keys[start : start + _BATCH])
            if objects := [*batch]:
                yield queryset.model, objects


def catch_up() -> int:
    """Index what was committed and not indexed; return how many changes that were.

    What cannot be indexed is logged, keeps its place and holds up nothing else.
    """
    return sum(map(_take_in, changes().order_by("pk")[:_AT_ONCE]))


def _take_in(change: Any) -> bool:
    model = _model_called(change.model)
    try:
        with transaction.atomic():
            if model is not None:
                for index in _indexes():
                    index.add_keys(model, [_key(model, change.key)])
            change.delete()
    except Exception:
        logger.exception("%s cannot be indexed.", change)
        return False
    return True


def _indexes() -> Iterator[LaterIndexMixin]:
    for backend in get_search_backends(with_auto_update=True):
        for index in backend.all_indexes():
            if isinstance(index, LaterIndexMixin):
                yield index


def _model_called(label: str) -> type[Model] | None:
    """Return the model; None if it is gone, or not indexed any more."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model if class_is_indexed(model) else None


def _key(model: type[Model], text: str) -> object:
    try:
        return model._meta.pk.to_python(text)
    except ValidationError:
        return None
