"""What the database holds of a plugin, whether its code is there or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page

from lms.plugins.discovery import LABEL, OURS
from lms.plugins.models import PluginState

KEYED_BY_LABEL = {"lms_plugins.PluginState": "label"}
"""The host's own tables whose rows name a plugin in a column, not by a content type."""
KEYED_BY_NAME = {
    "lms.EventCursor": "listener",
    "lms.DeadLetter": "listener",
    "lms.Notification": "kind",
    "lms.NotificationChoice": "kind",
    "lms.DueJob": "key",
}
"""Those whose column begins with the label and a dot. Events stay: they did happen."""


@dataclass(frozen=True, slots=True)
class Remains:
    """Counts of what purging takes away."""

    pages: int
    rows: dict[str, int]  # by model; pages have a row here too
    related: dict[str, int]  # of the host: revisions, log entries, permissions, ...
    content_types: int
    tables: list[str]
    migrations: int

    def __bool__(self) -> bool:
        return any(
            (self.pages, self.rows, self.content_types, self.tables, self.migrations)
        )


def remains(label: str) -> Remains:
    """Count what there is of a plugin."""
    tables = plugin_tables(label)
    return Remains(
        plugin_pages(label).count(),
        {
            model._meta.label: model._base_manager.count()
            for model in plugin_models(label)
            if model._meta.db_table in tables
        },
        {
            rows.model._meta.label: count
            for rows in (*related(label), *keyed(label))
            if (count := rows.count())
        },
        ContentType.objects.filter(app_label=label).count(),
        tables,
        applied(label).count(),
    )


def leftover_labels() -> set[str]:
    """Return all labels of plugins that the database knows."""
    known = {
        *PluginState.objects.values_list("label", flat=True),
        *ContentType.objects.values_list("app_label", flat=True),
        *MigrationRecorder(connection).migration_qs.values_list("app", flat=True),
    }
    return {each for each in known if LABEL.fullmatch(each) and each not in OURS}


def plugin_pages(label: str) -> QuerySet[Page]:
    """Return the pages of a plugin's types."""
    found: QuerySet[Page] = Page.objects.filter(content_type__app_label=label)
    return found


def plugin_models(label: str) -> list[type[Model]]:
    """Return the models with a table of their own; stand-ins count."""
    if label not in apps.app_configs:
        return []
    models = apps.get_app_config(label).get_models()
    return [each for each in models if each._meta.managed and not each._meta.proxy]


def related(label: str) -> Iterator[QuerySet[Any]]:
    """Yield the rows of other apps that point at a plugin's types."""
    types = ContentType.objects.filter(app_label=label)
    for model in apps.get_models():
        names = [field.name for field in _own_fields(model, ContentType)]
        if names and model._meta.app_label != label and not issubclass(model, Page):
            wanted = Q()
            for name in names:
                wanted |= Q(**{f"{name}__in": types})
            yield model._base_manager.filter(wanted)


def keyed(label: str) -> Iterator[QuerySet[Any]]:
    """Yield the rows of the host that name the label."""
    for path, column in KEYED_BY_LABEL.items():
        yield apps.get_model(path)._base_manager.filter(**{column: label})
    for path, column in KEYED_BY_NAME.items():
        begins = {f"{column}__startswith": f"{label}."}
        yield apps.get_model(path)._base_manager.filter(**begins)


def dependents(label: str) -> list[str]:
    """Return the labels of other apps whose models point at a plugin's."""
    return sorted(
        {
            model._meta.app_label
            for own in plugin_models(label)
            for model in apps.get_models()
            if model._meta.app_label != label and _own_fields(model, own)
        }
    )


def _own_fields(model: type[Model], target: type[Model]) -> list[Any]:
    return [
        field
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.related_model is target
    ]


def applied(label: str) -> QuerySet[Any]:
    """Return what is recorded of a plugin's migrations."""
    found: QuerySet[Any] = MigrationRecorder(connection).migration_qs.filter(app=label)
    return found


def plugin_tables(label: str) -> list[str]:
    """Return the tables of a plugin, also those of which no model is known.

    A table without a model is a plugin's when its name begins with the label.
    """
    own, others = _known_tables(label)
    longer = tuple(
        f"{other}_"
        for other in {*apps.app_configs, *leftover_labels()}
        if other.startswith(f"{label}_")
    )
    return sorted(
        name
        for name in connection.introspection.table_names()
        if name not in others
        if name in own or (name.startswith(f"{label}_") and not name.startswith(longer))
    )


def _known_tables(label: str) -> tuple[set[str], set[str]]:
    """Return the tables of a plugin, and those of others, of which a model is known."""
    own: set[str] = set()
    others: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        found = own if model._meta.app_label == label else others
        found.add(model._meta.db_table)
    for row in PluginState.objects.all():
        found = own if row.label == label else others
        found |= {described["table"] for described in row.tables}
    return own, others
