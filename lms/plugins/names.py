"""Names that relations of plugins give to other models, and what they would hide."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db.models import Model

_before: dict[type[Model], dict[str, Any]] = {}
"""What each model had before a relation of a plugin could give it a name."""


def remember() -> None:
    """Remember what all models have, before those of a plugin are imported."""
    for models in apps.all_models.values():
        for model in models.values():
            _before.setdefault(model, dict(vars(model)))


def find_hiding(config: AppConfig) -> list[checks.CheckMessage]:
    """Return an error for each way back that hides what another app's model has.

    Django minds only fields of the model itself, and blames others: for a page type
    `Body` all page types that have a `body`.
    """
    return [
        checks.Error(
            f"Its way back, {holder}.{name}, hides what another app has there.",
            hint="Give the field a related_name, or the model another name.",
            obj=field,
            id="lms.E210",
        )
        for model in config.get_models()
        for field in _relations(model)
        for holder, name in _hidden(field, config.label)
    ]


def _hidden(field: Any, label: str) -> Iterator[tuple[str, str]]:
    related = field.remote_field.model
    accessor = field.remote_field.get_accessor_name()
    if accessor is None or related._meta.app_label == label:
        return
    own = (*related.__mro__[:-1],)
    if any(accessor in _before.get(each, vars(each)) for each in own):
        yield related.__name__, accessor
        return
    taken = {accessor, field.related_query_name()}
    below = (
        (model.__name__, other.name)
        for model in apps.get_models()
        if issubclass(model, related) and model is not related
        if model._meta.app_label != label
        for other in model._meta.local_fields
        if other.name in taken
    )
    yield from islice(below, 1)


def _relations(model: type[Model]) -> Iterator[Any]:
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        if isinstance(getattr(field.remote_field, "model", None), type):
            yield field


def withdraw(model: type[Model]) -> None:
    """Take the ways back to a model away, and give their names to whose they were."""
    for field in _relations(model):
        related, name = field.remote_field.model, field.remote_field.get_accessor_name()
        if name and name in vars(related):
            delattr(related, name)
            if name in _before.get(related, {}):
                setattr(related, name, _before[related][name])
        related._meta._expire_cache()  # noqa: SLF001 (the registry does so once it is ready)
        for other in _keys_to(related):
            if other.remote_field.get_accessor_name() == name:
                other.contribute_to_related_class(related, other.remote_field)


def _keys_to(related: type[Model]) -> Iterator[Any]:
    for models in [*apps.all_models.values()]:
        for model in models.values():
            for field in model._meta.local_fields:
                if field.remote_field and field.remote_field.model is related:
                    yield field
