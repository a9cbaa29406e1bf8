"""System checks: mistakes that authors of plugins make.

They answer when `manage.py check` asks: a mistake in a plugin stops no other command.
docs/reference/plugins.md lists them.
"""

import re
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from weakref import ReferenceType

import django.contrib.auth.signals
import django.core.signals
import django.db.models.signals
import wagtail.signals
from django.apps import AppConfig, apps
from django.core import checks
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.dispatch import Signal
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.blocks import Block
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.permissions import policy_registry

from lms.plugins.enums import Status
from lms.plugins.ownership import owner_of
from lms.plugins.pages import PluginPageMixin
from lms.plugins.policies import WhileEnabledMixin
from lms.plugins.registry import plugins

is_asked: ContextVar[bool] = ContextVar("is_asked", default=False)
"""Whether somebody wants to hear of mistakes in plugins now."""


@checks.register("plugins")
def check_plugins(
    app_configs: Sequence[AppConfig] | None,
    **kwargs: Any,  # noqa: ARG001 (Django's)
) -> list[checks.CheckMessage]:
    """Return the mistakes in the plugins that are asked for."""
    if not is_asked.get():
        return []
    mistakes = find_mistakes()
    if app_configs is None:
        return mistakes
    wanted = {app.label for app in app_configs}
    return [each for each in mistakes if each.obj in wanted]


def find_mistakes() -> list[checks.CheckMessage]:
    """Return the mistakes in all plugins; the label is the `obj` of each."""
    return [
        *_unloadable(),
        *_circles(),
        *_ungated_pages(),
        *_strays(),
        *_foreign_blocks(),
        *_foreign_keys(),
        *_foreign_migrations(),
        *_ungated_policies(),
        *_receivers(),
    ]


def _mistake(label: str, number: int, text: str, hint: str = "") -> checks.Error:
    return checks.Error(text, hint=hint or None, obj=label, id=f"lms.E{number}")


def _loaded() -> Iterator[AppConfig]:
    for label, plugin in plugins.items():
        if plugin.is_loaded:
            yield apps.get_app_config(label)


def _unloadable() -> Iterator[checks.CheckMessage]:
    for label, plugin in plugins.items():
        if plugin.problem and plugin.problem.status is Status.FAILED:
            yield _mistake(label, 201, plugin.problem.sentence)


def _circles() -> Iterator[checks.CheckMessage]:
    required = {
        label: {_label(line) for line in plugin.config.requires}
        for label, plugin in plugins.items()
        if plugin.config
    }
    for label in required:
        if label in _reached(label, required):
            yield _mistake(
                label,
                202,
                "It requires itself, through others.",
                hint="Put what they share into a plugin that all of them require.",
            )


def _label(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement, maxsplit=1)[0].replace("-", "_")


def _reached(label: str, required: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [label]
    while waiting:
        new = required.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _ungated_pages() -> Iterator[checks.CheckMessage]:
    for app in _loaded():
        for model in app.get_models():
            order = model.__mro__
            if issubclass(model, Page) and (
                PluginPageMixin not in order
                or order.index(PluginPageMixin) > order.index(Page)
            ):
                yield _mistake(
                    app.label,
                    203,
                    f"{model.__name__} is a page type that works while it is off.",
                    hint="Put lms.plugins.pages.PluginPageMixin first among its bases.",
                )


def _strays() -> Iterator[checks.CheckMessage]:
    for app in _loaded():
        for folder in ("templates", "static"):
            root = Path(app.path) / folder
            for path in sorted(root.glob("*")):
                if path.name != app.label:
                    yield _stray(app.label, f"{folder}/{path.name}")
        for path in sorted((Path(app.path) / "templatetags").glob("[!_]*.py")):
            if not path.stem.startswith(app.label):
                yield _stray(app.label, f"templatetags/{path.name}")


def _stray(label: str, path: str) -> checks.CheckMessage:
    return _mistake(
        label,
        204,
        f"{path} may take the place of what another app has under this name.",
        hint=f"Its name must be, or for template tags begin with, {label}.",
    )


def _foreign_blocks() -> Iterator[checks.CheckMessage]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if not isinstance(field, StreamField):
                continue
            for block in _blocks_in(field.stream_block):
                label = owner_of(type(block))
                if label and not _may_need(model._meta.app_label, label):
                    yield _mistake(
                        label,
                        205,
                        f"{type(block).__name__} is a block in {model._meta.label}: "
                        "what is written in it would be lost without the plugin.",
                        hint="Use it on page types of the plugin only.",
                    )


def _blocks_in(block: Block) -> Iterator[Block]:
    yield block
    inner = getattr(block, "child_block", None)
    children = getattr(block, "child_blocks", {}).values()
    for child in [inner] if inner else children:
        yield from _blocks_in(child)


def _may_need(user: str, needed: str) -> bool:
    """Tell whether an app may build on a plugin: only itself, and who requires it."""
    return user == needed or (user in plugins and needed in plugins[user].requires)


def _foreign_keys() -> Iterator[checks.CheckMessage]:
    for model in apps.get_models():
        user = model._meta.app_label
        if user in plugins and not plugins[user].is_loaded:
            continue
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            needed = _label_of_target(field)
            if needed in plugins and not _may_need(user, needed):
                yield _mistake(
                    user if user in plugins else needed,
                    206,
                    f"{model._meta.label}.{field.name} points into {needed}, which "
                    f"may be removed.",
                    hint=f"Let {needed} point the other way, or keep a text of its own.",
                )


def _label_of_target(field: Any) -> str:
    target = field.remote_field and field.remote_field.model
    return getattr(getattr(target, "_meta", None), "app_label", "")


def _foreign_migrations() -> Iterator[checks.CheckMessage]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    for (user, name), migration in loader.disk_migrations.items():
        for needed, _name in migration.dependencies:
            if needed in plugins and not _may_need(user, needed):
                yield _before(user if user in plugins else needed, user, name)
        if user in plugins:
            for host, other in migration.run_before:
                if host not in plugins:
                    yield _before(user, host, other)


def _before(label: str, user: str, name: str) -> checks.CheckMessage:
    return _mistake(
        label,
        207,
        f"{user}.{name} can only be migrated after a plugin that it does not require.",
    )


def _ungated_policies() -> Iterator[checks.CheckMessage]:
    for app in _loaded():
        for model in app.get_models():
            if not issubclass(model, Page) and not _is_gated(model):
                yield _mistake(
                    app.label,
                    208,
                    f"People may work with {model.__name__} while it is off.",
                    hint="Put lms.plugins.policies.WhileEnabledMixin first among the "
                    "bases of its permission policy.",
                )


def _is_gated(model: type[Model]) -> bool:
    policies = [policy_registry.get_by_type(model)]
    policies += [
        viewset.permission_policy
        for viewset in viewsets.viewsets
        if isinstance(viewset, ModelViewSet) and viewset.model is model
    ]
    return all(isinstance(each, WhileEnabledMixin) for each in policies)


_SIGNALS = {
    f"{module.__name__}.{name}": signal
    for module in (
        django.contrib.auth.signals,
        django.core.signals,
        django.db.models.signals,
        wagtail.signals,
    )
    for name, signal in vars(module).items()
    if isinstance(signal, Signal)
}


def _receivers() -> Iterator[checks.CheckMessage]:
    for name, signal in _SIGNALS.items():
        for _key, found, *_rest in signal.receivers:
            receiver: Any = found() if isinstance(found, ReferenceType) else found
            label = owner_of(receiver) if receiver else None
            if label:
                yield checks.Warning(
                    f"{receiver.__qualname__} hears {name} while it is off, and stops "
                    "whoever sends it when it raises.",
                    hint="Listen to an event of the host, or ask is_enabled() first.",
                    obj=label,
                    id="lms.W209",
                )
