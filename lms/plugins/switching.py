"""Switches plugins on and off: the one place that does, for people and commands."""

import logging
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from lms.plugins import signals
from lms.plugins.enums import Status
from lms.plugins.exceptions import PluginError
from lms.plugins.guard import guarded
from lms.plugins.models import PluginState
from lms.plugins.registry import plugins
from lms.plugins.running import forget_answer
from lms.plugins.status import report, reports

if TYPE_CHECKING:
    from lms.plugins.config import PluginConfig


_CANNOT_RUN = _("%(plugin)s cannot be switched on. %(why)s")
log_to_server = logging.getLogger(__name__)


def enable(label: str, *, actor: Any = None, with_required: bool = False) -> list[str]:
    """Switch a plugin on; return the labels of all that were switched.

    Raises PluginError when it cannot run, when what it requires is off and
    `with_required` does not ask for that too, or when an `on_enable` raised.
    """
    found = report(label)
    if found.status is Status.ENABLED:
        return []
    if found.status not in {Status.DISABLED, Status.BLOCKED}:
        raise PluginError(_CANNOT_RUN, plugin=label, why=found.sentence)
    if not found.plugin.is_loaded:
        raise PluginError(_CANNOT_RUN, plugin=label, why=found.sentence)
    off = required_off(label)
    if off and not with_required:
        raise PluginError(
            _("%(plugin)s requires %(others)s, which is off: switch that on first."),
            plugin=label,
            others=", ".join(off),
        )
    switched = [*off, label]
    try:
        with transaction.atomic():
            for each in switched:
                _switch(each, on=True, actor=actor)
                forget_answer()  # it may read its settings now
                _prepare(each)
    finally:
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
    others = dependents(label)
    if others and not cascade:
        raise PluginError(
            _("%(plugin)s is required by %(others)s: switch that off first."),
            plugin=label,
            others=", ".join(others),
        )
    switched = [*reversed(others), label]
    with transaction.atomic():
        for each in switched:
            _switch(each, on=False, actor=actor)
            if plugins[each].is_loaded:
                # A plugin that fails to let go is switched off all the same.
                guarded(each, _config(each).on_disable, default=None)
    forget_answer()
    return switched


def required_off(label: str) -> list[str]:
    """Return what a plugin requires, directly or through others, and is off."""
    on = {each.label for each in reports() if each.is_switched_on}
    return [each for each in _required(label) if each not in on]


def dependents(label: str) -> list[str]:
    """Return what is on and requires it, in the order of loading."""
    return [
        each.label
        for each in reports()
        if each.is_switched_on
        and each.label in plugins
        and label in _required(each.label)
    ]


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
        plugin = plugins.get(waiting.pop())  # None: it is not installed
        new = {*(plugin.requires if plugin else ())} - wanted
        wanted |= new
        waiting += new
    return [each for each in plugins if each in wanted]


def _switch(label: str, *, on: bool, actor: Any) -> None:
    plugin = plugins[label]
    known = {
        "name": str(getattr(plugin.config, "verbose_name", label)),
        "version": plugin.version,
        "distribution": plugin.distribution,
    }
    # A plugin without migrations has no row before the first `migrate`.
    row, _is_new = PluginState.objects.select_for_update().get_or_create(
        label=label, defaults=known
    )
    row.enabled = on
    if on:
        row.error = row.traceback = ""  # of what it raised when it ran before
    row.save(update_fields=["enabled", "error", "traceback", "changed_at"])
    log(row, "lms.plugin.enable" if on else "lms.plugin.disable", user=actor)
    signals.switched.send(PluginState, label=label, is_on=on, actor=actor)


def _prepare(label: str) -> None:
    try:
        _config(label).on_enable()
    except Exception as error:
        log_to_server.exception("The plugin %s raised in on_enable.", label)
        raise PluginError(
            _("%(plugin)s was not switched on: its on_enable raised %(error)s"),
            plugin=label,
            error=f"{type(error).__name__}: {error}",
        ) from error


def _config(label: str) -> "PluginConfig":
    return cast("PluginConfig", apps.get_app_config(label))
