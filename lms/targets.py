"""A row of any model, named so that the name outlives row, model and app."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class Target:
    """What something is about: the model's label and the key as text."""

    model: str
    key: str

    @classmethod
    def of(cls, instance: Any) -> "Target":
        """Name a saved row."""
        return cls(instance._meta.label_lower, str(instance.pk))

    @classmethod
    def named(cls, text: str) -> "Target":
        """Return the row that a text names; one of no model for what names none."""
        model, _colon, key = text.partition(":")
        return cls(model, key)

    def __str__(self) -> str:
        """Name it as texts keep it."""
        return f"{self.model}:{self.key}"

    def load(self) -> Any:
        """Return the row, or None if it, its model or its app is gone."""
        return load_all([self]).get(self)


def load_all(targets: Iterable[Target]) -> dict[Target, Any]:
    """Return the rows that are still there, in one query for each model."""
    keys: dict[str, set[str]] = defaultdict(set)
    for target in targets:
        keys[target.model].add(target.key)
    return {
        Target(name, str(row.pk)): row
        for name, wanted in keys.items()
        for row in _rows(name, wanted)
    }


def _rows(name: str, keys: set[str]) -> Iterable[Any]:
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError):
        return []
    found = []
    for key in keys:
        try:
            found.append(model._meta.pk.to_python(key))
        except ValidationError:
            continue
    return model._default_manager.filter(pk__in=found)
