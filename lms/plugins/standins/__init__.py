"""Stand-ins: models made of what was stored, where a plugin's own cannot be loaded.

Without them Django does not know of the plugin's rows, and whoever deletes a page or a
person meets the database's refusal; Wagtail's explorer fails on pages whose class is
gone. A stand-in has the tables, keys and relations, and no behavior.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import AppConfig, apps
from django.db import models
from django.db.migrations.state import ModelState, ProjectState
from wagtail.models import Page

from lms.plugins.pages import StandInPageMixin

Description = dict[str, Any]

_KEPT = (
    "null", "blank", "max_length", "max_digits", "decimal_places", "db_column",
    "unique", "primary_key", "parent_link",
)  # fmt: skip
_ON_DELETE = {
    each.__name__: each
    for each in (
        models.CASCADE, models.PROTECT, models.RESTRICT, models.SET_NULL,
        models.DO_NOTHING,
    )
}  # fmt: skip


class StandInConfig(AppConfig):
    """In the place of a plugin that cannot be loaded: nothing of it is imported."""

    def __init__(self, label: str, verbose_name: str) -> None:
        self.label, self.verbose_name = label, verbose_name
        super().__init__(__name__, sys.modules[__name__])
        self.apps, self.models = apps, apps.all_models[label]


def describe(label: str, state: ProjectState) -> list[Description]:
    """Describe the models of an app as JSON can hold them, from their migrations."""
    return [
        _describe_model(model)
        for (app, _name), model in state.models.items()
        if app == label and not model.options.get("proxy")
    ]


def _describe_model(model: ModelState) -> Description:
    rendered = model.options
    return {
        "name": model.name,
        "table": rendered.get("db_table") or f"{model.app_label}_{model.name_lower}",
        "verbose_name": str(rendered.get("verbose_name", "") or model.name),
        "bases": [base for base in model.bases if isinstance(base, str)],
        "fields": {
            name: described
            for name, field in model.fields.items()
            if (described := _describe_field(field))
        },
    }


def _describe_field(field: Any) -> Description | None:
    """Return kind and options; None for what has neither column nor table."""
    if not isinstance(field, models.Field):
        return None
    kind = next(
        each.__name__
        for each in type(field).__mro__
        if each.__module__.startswith("django.db.models")
    )
    _name, _path, _args, options = field.deconstruct()
    kept = {name: options[name] for name in _KEPT if name in options}
    if not field.remote_field:
        return {"kind": kind, **kept}
    kept["to"] = _model_label(field.remote_field.model)
    if isinstance(field, models.ManyToManyField):
        kept.pop("null", None)
        through = options.get("through")
        return {"kind": kind, **kept, "through": through and _model_label(through)}
    if not isinstance(field, models.ForeignKey):
        return None  # such as tags: their rows have a model of their own
    on_delete = getattr(field.remote_field.on_delete, "__name__", "")
    if on_delete not in _ON_DELETE:
        on_delete = "SET_NULL" if field.null else "CASCADE"
    return {"kind": kind, **kept, "on_delete": on_delete}


def _model_label(model: Any) -> str:
    return str(model if isinstance(model, str) else model._meta.label_lower).lower()


def stand_in(label: str, name: str, described: Iterable[Description]) -> None:
    """Put models made of a description, and an app of no code, in a plugin's place."""
    apps.all_models[label].clear()
    step_aside(label, name)
    waiting = list(described)
    while waiting:
        ready = [each for each in waiting if _has_bases(each)]
        for each in ready or waiting:
            _render(label, each)
        waiting = [each for each in waiting if each not in ready] if ready else []


def step_aside(label: str, name: str = "") -> None:
    """Put an app of no code in a plugin's place; its models stay where they are."""
    # A new dict, for this happens while Django goes through the old one.
    app = StandInConfig(label, name or label)
    apps.app_configs = {**apps.app_configs, label: app}
    apps.clear_cache()


def _has_bases(described: Description) -> bool:
    return all(map(_find_model, described["bases"]))


def _find_model(label: str) -> type[models.Model] | None:
    app, _dot, name = label.partition(".")
    return apps.all_models[app].get(name.lower()) if app in apps.all_models else None


def _render(label: str, described: Description) -> type[models.Model]:
    bases = tuple(filter(None, map(_find_model, described["bases"])))
    fields = {
        name: _render_field(label, options)
        for name, options in described["fields"].items()
    }
    meta = type(
        "Meta",
        (),
        {
            "app_label": label,
            "db_table": described["table"],
            "verbose_name": described["verbose_name"],
            "default_permissions": (),
        },
    )
    is_page = any(issubclass(base, Page) for base in bases)
    if is_page and not any(issubclass(base, StandInPageMixin) for base in bases):
        bases = (StandInPageMixin, *bases)
    body = {"__module__": __name__, "Meta": meta, "__str__": _describe_row, **fields}
    made: type[models.Model] = type(described["name"], bases or (models.Model,), body)
    return made


def _describe_row(row: models.Model) -> str:
    title = getattr(row, "title", None) or getattr(row, "name", None)
    return str(title or f"{row._meta.verbose_name} {row.pk}")


def _render_field(label: str, options: Mapping[str, Any]) -> Any:
    given = {name: value for name, value in options.items() if name != "kind"}
    kind = getattr(models, options["kind"])
    if "to" not in given:
        return kind(**given)
    target = given.pop("to")
    own = target.startswith(f"{label}.")
    if not own and _find_model(target) is None:
        # It points to something that is gone as well: only its column is left.
        column = given.get("db_column")
        return models.BigIntegerField(null=True, db_column=column)
    given["related_name"] = "+"  # no name of theirs may stand in another's way
    if "on_delete" in given:
        given["on_delete"] = _ON_DELETE[given["on_delete"]]
    if not given.get("through", True):
        del given["through"]
    return kind(target, **given)
