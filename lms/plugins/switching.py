"""Switches plugins on and off: the one place that does, for people and commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from lms.plugins.enums import Status
from lms.plugins.exceptions import PluginError
from lms.plugins.models import PluginState
from lms.plugins.registry import forget_answer, plugins
from lms.plugins.status import PluginReport, report, reports

if TYPE_CHECKING:
    from lms.plugins.config import PluginConfig


@dataclass(frozen=True, slots=True)
class Consequences:
    """What people will miss while plugins are off."""

    dependents: tuple[PluginReport, ...]  # that are on, and would go off with it
    rows: Mapping[str, int]  # by the name of the kind, pages included


def enable(label: str, *, actor: Any = None, with_required: bool = False) -> list[str]:
    """Switch a plugin on; return the labels of all that were switched.

    Raises PluginError when it cannot run, or when what it requires is off and
    `with_required` does not ask for that too.
    """
    found = report(label)
    if found.status is Status.ENABLED:
        return []
    if found.status not in {Status.DISABLED, Status.BLOCKED}:
        raise PluginError(f"{label} cannot be switched on. {found.sentence}")
    if not found.plugin.is_loaded:
        raise PluginError(f"{label} cannot be switched on. {found.sentence}")
    off = [each for each in _required(label) if not report(each).is_switched_on]
    if off and not with_required:
        raise PluginError(
            f"{label} requires {', '.join(off)}, which is off: switch that on first."
        )
    switched = [*off, label]
    with transaction.atomic():
        for each in switched:
            _switch(each, on=True, actor=actor)
            _config(each).on_enable()
    forget_answer()
    return switched


def disable(label: str, *, actor: Any = None, cascade: bool = False) -> list[str]:
    """Switch a plugin off; return the labels of all that were switched. Data stays.

    Raises PluginError when others that are on require it, unless `cascade` takes them
    along.
    """
    found = report(label)
    if not found.is_switched_on:
        return []
    dependents = [each.label for each in _dependents(label)]
    if dependents and not cascade:
        raise PluginError(
            f"{label} is required by {', '.join(dependents)}: switch that off first."
        )
    switched = [*reversed(dependents), label]
    with transaction.atomic():
        for each in switched:
            _switch(each, on=False, actor=actor)
            if plugins[each].is_loaded:
                _config(each).on_disable()
    forget_answer()
    return switched


def consequences(label: str) -> Consequences:
    """Count what disabling would hide, so that somebody can be asked before."""
    return Consequences(tuple(_dependents(label)), counts(label))


def counts(label: str) -> dict[str, int]:
    """Return how many rows each kind of a plugin has; works for stand-ins too."""
    if label not in apps.app_configs:
        return {}
    return {
        str(model._meta.verbose_name_plural): model._base_manager.count()
        for model in apps.get_app_config(label).get_models()
    }


def pages(label: str) -> int:
    """Return how many pages there are of a plugin's types."""
    found: int = Page.objects.filter(content_type__app_label=label).count()
    return found


def _required(label: str) -> list[str]:
    """Return what it requires, directly or through others, in the order of loading."""
    wanted: set[str] = set()
    waiting = [label]
    while waiting:
        new = {*plugins[waiting.pop()].requires} - wanted
        wanted |= new
        waiting += new
    return [each for each in plugins if each in wanted]


def _dependents(label: str) -> list[PluginReport]:
    """Return what is on and requires it, in the order of loading."""
    return [
        each
        for each in reports()
        if each.is_switched_on
        and each.label in plugins
        and label in _required(each.label)
    ]


def _switch(label: str, *, on: bool, actor: Any) -> None:
    row = PluginState.objects.select_for_update().get(label=label)
    row.enabled = on
    row.save(update_fields=["enabled", "changed_at"])
    log(row, "lms.plugin.enable" if on else "lms.plugin.disable", user=actor)


def _config(label: str) -> "PluginConfig":
    return cast("PluginConfig", apps.get_app_config(label))
