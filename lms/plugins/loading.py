"""Loads the modules of each plugin, guarded: what one raises stops nobody else."""

import json
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple, cast

from django.apps import apps
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.utils.module_loading import import_string, module_has_submodule
from wagtail.admin.viewsets import viewsets
from wagtail.models import Page
from wagtail.models.pages import PAGE_MODEL_CLASSES
from wagtail.permissions import register_permission_policy
from wagtail.snippets import models as snippets

from lms.plugins.enums import Status
from lms.plugins.names import find_hiding, remember, withdraw
from lms.plugins.ownership import owner_of
from lms.plugins.policies import PluginPolicy
from lms.plugins.registry import Plugin, Problem, contained, plugins
from lms.plugins.running import read_rows
from lms.plugins.standins import stand_in, step_aside

if TYPE_CHECKING:
    from lms.plugins.config import PluginConfig

MODULES = ("policies", "wagtail_hooks", "listeners", "extensions")
"""What the host imports of a plugin, in this order; `urls` when it builds its own."""
_SCHEMA_COMMANDS = {"migrate", "makemigrations"}
"""They need models whose tables are not there yet."""


class Stored(NamedTuple):
    """What the database knew of a plugin when this process began."""

    name: str
    migrated_to: str
    tables: str


@lru_cache(maxsize=1)
def stored() -> dict[str, Stored] | None:
    """Return what is stored, by label; None where there is no database yet."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Accessing the database", RuntimeWarning)
        rows = read_rows("name, migrated_to, tables")
    # Whoever forks must not share it, and django.contrib.postgres asks each connection
    # that it finds for its types, which is too early. Django's own `close` keeps a
    # database in memory.
    if (opened := connections[DEFAULT_DB_ALIAS].connection) is not None:
        opened.close()
    del connections[DEFAULT_DB_ALIAS]
    return None if rows is None else {label: Stored(*rest) for label, *rest in rows}


def import_models(config: "PluginConfig", load: Callable[[], None]) -> None:
    """Import the models of a plugin; what that raises is kept, and they are forgotten.

    A plugin whose migrations did not all run gets none: to ask for a column that is not
    there would stop whoever deletes a page or a person.
    """
    remember()
    plugin = plugins[config.label]
    plugin.migrated_to = _last_migration(config)
    with contained(config.label, "Its models or migrations cannot be imported"):
        for name in _own_modules(config, "migrations"):
            import_module(name)
        if not _is_unmigrated(plugin):
            load()
            return
    _forget_models(config)


def _last_migration(config: "PluginConfig") -> str:
    names = _own_modules(config, "migrations")
    return max((name.rpartition(".")[2] for name in names), default="")


def _own_modules(config: "PluginConfig", package: str) -> list[str]:
    path = Path(config.path) / package
    found = iter_modules([str(path)], f"{config.name}.{package}.")
    return [each.name for each in found if each.name.rpartition(".")[2][0] != "_"]


def _is_unmigrated(plugin: Plugin) -> bool:
    known = stored()
    if known is None or _needs_models_without_tables():
        return False
    row = known.get(plugin.label)
    if plugin.migrated_to == (row.migrated_to if row else ""):
        return False
    sentence = "Its tables are not up to date: run `manage.py migrate` and restart."
    plugin.problem = Problem(Status.NEEDS_MIGRATION, sentence)
    return True


def _needs_models_without_tables() -> bool:
    command = sys.argv[1:3]
    return command == ["plugins", "probe"] or not _SCHEMA_COMMANDS.isdisjoint(
        command[:1]
    )


def _forget_models(config: "PluginConfig") -> None:
    """Take out what an import that broke off has left behind."""
    config.models_module = None
    config.models = apps.all_models[config.label]
    half = [*config.models.values()]
    PAGE_MODEL_CLASSES[:] = [each for each in PAGE_MODEL_CLASSES if each not in half]
    snippets.DEFERRED_REGISTRATIONS[:] = [
        each for each in snippets.DEFERRED_REGISTRATIONS if each[0] not in half
    ]
    config.models.clear()
    apps.clear_cache()
    for model in half:
        withdraw(model)


def fill_gaps() -> None:
    """Put stand-ins in the place of each plugin whose models are not in this process."""
    for label in (stored() or {}).keys() - plugins.keys():
        problem = Problem(Status.MISSING, _MISSING)
        plugins[label] = Plugin(label, "", problem=problem)
    for plugin in plugins.values():
        if not plugin.is_loaded:
            fill_gap(plugin)


def fill_gap(plugin: Plugin) -> None:
    """Put stand-ins of what the database knows in a plugin's place."""
    row = (stored() or {}).get(plugin.label)
    if row is not None:
        stand_in(plugin.label, row.name, json.loads(row.tables))
    elif plugin.label in apps.app_configs:
        step_aside(plugin.label)


_MISSING = "Its code is not installed, but its rows are still here."


def check_names(plugin: Plugin) -> None:
    """Leave a plugin out whose models hide what others have, before these are checked."""
    config = cast("PluginConfig", apps.get_app_config(plugin.label))
    with contained(plugin.label, "Its models have errors"):
        _refuse(find_hiding(config))
        return
    _forget_models(config)
    fill_gap(plugin)


def load_rest(plugin: Plugin) -> None:
    """Import the other modules of a plugin, guarded; what it registers is gated."""
    config = cast("PluginConfig", apps.get_app_config(plugin.label))
    with contained(plugin.label, "Its models have errors"):
        _check_models(config)
        _import_rest(plugin, config)
        return
    _forget_models(config)
    fill_gap(plugin)


def _import_rest(plugin: Plugin, config: "PluginConfig") -> None:
    for model in config.get_models():
        _gate(model)
    for name in _present(config):
        with contained(plugin.label, f"{name} cannot be imported"):
            import_module(name)
    with contained(plugin.label, "Its snippets cannot be registered"):
        _register_snippets(plugin.label)
    if not plugin.is_loaded:
        viewsets.viewsets = [
            each for each in viewsets.viewsets if owner_of(each) != plugin.label
        ]
        step_aside(plugin.label)


def _check_models(config: "PluginConfig") -> None:
    """Raise ImproperlyConfigured for what would stop each command of the host."""
    _refuse([error for model in config.get_models() for error in model.check()])


def _refuse(found: Sequence[checks.CheckMessage]) -> None:
    errors = [str(error) for error in found if error.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(errors))


def _gate(model: type[Model]) -> None:
    if not issubclass(model, Page):
        register_permission_policy(model, PluginPolicy(model))


def _present(config: "PluginConfig") -> list[str]:
    known = [name for name in MODULES if module_has_submodule(config.module, name)]
    return [
        *_own_modules(config, "templatetags"),
        *(f"{config.name}.{name}" for name in known),
    ]


def _register_snippets(label: str) -> None:
    """Register them now: Wagtail, whose turn comes later, would not survive an error."""
    own = [each for each in snippets.DEFERRED_REGISTRATIONS if _is_of(label, each[0])]
    for registration in own:
        snippets.DEFERRED_REGISTRATIONS.remove(registration)
        snippets._register_snippet_immediately(*registration)  # noqa: SLF001 (no other door)


def _is_of(label: str, registerable: object) -> bool:
    if isinstance(registerable, str):
        registerable = import_string(registerable)
    return owner_of(registerable) == label
