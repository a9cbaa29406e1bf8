"""Which rows belong to an object, asked once for each model instead of each object.

Modelcluster goes through all fields of the model whenever an object is made: for a page
of results that took as long as reading it from the database.
"""

from collections.abc import Callable
from typing import Any

from modelcluster import models

Ask = Callable[[Any], list[Any]]


def install() -> None:
    """Let modelcluster remember; it has no other door."""
    for name in ("get_all_child_relations", "get_all_child_m2m_relations"):
        setattr(models, name, _remembered(getattr(models, name)))


def _remembered(ask: Ask) -> Ask:
    known: dict[Any, tuple[object, list[Any]]] = {}

    def answer(model: Any) -> list[Any]:
        # Django makes this list anew when a model gains or loses a relation.
        fields = model._meta.get_fields()
        before, found = known.get(model._meta, (None, []))
        if before is not fields:
            found = ask(model)
            known[model._meta] = (fields, found)
        return [*found]

    return answer
