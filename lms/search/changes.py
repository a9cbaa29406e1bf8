"""The word that is left of each change, until every index has taken it in."""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from modelsearch.index import class_is_indexed

_OF = ":"  # between the name of an index and a model


def changes(using: str = DEFAULT_DB_ALIAS) -> Any:
    """Return the word that was left of changes.

    The model is asked for by name: the host's models are made with this package.
    """
    return apps.get_model("lms", "IndexChange")._default_manager.using(using)


def word_of(index: str, model: type[Model]) -> str:
    """Return how a change of a model is noted for an index, the database's is ""."""
    return (
        f"{index}{_OF}{model._meta.label_lower}" if index else model._meta.label_lower
    )


def read_word(word: str) -> tuple[str, str]:
    """Return the name of the index and the label of the model."""
    index, _of, label = word.rpartition(_OF)
    return index, label


def model_called(label: str) -> type[Model] | None:
    """Return the model; None if it is gone, or not indexed any more."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model if class_is_indexed(model) else None
