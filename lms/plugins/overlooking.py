"""What is wrong in plugins stops no command: `check` and the doctor tell of it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from lms.plugins.checks import is_asked
from lms.plugins.ownership import owner_of
from lms.plugins.registry import plugins

_run_checks = checks.run_checks
_NAMED = re.compile(r"\b(\w+)\.\w")


def install() -> None:
    """Let Django's commands ask here: they have no other door."""
    checks.run_checks = run_checks


def run_checks(
    app_configs: Sequence[AppConfig] | None = None, *args: Any, **options: Any
) -> list[checks.CheckMessage]:
    """Return what is wrong, without what is wrong in plugins unless that is asked for."""
    found = _run_checks(app_configs, *args, **options)
    if app_configs is not None or is_asked.get():
        return found
    return [each for each in found if plugin_of(each) is None]


def errors() -> Iterator[tuple[str, str]]:
    """Yield the label and the sentence of each error in a plugin that is loaded."""
    for each in _run_checks():
        label = plugin_of(each)
        if label and each.is_serious() and plugins[label].is_loaded:
            yield label, f"({each.id}) {each.msg}" if each.id else str(each.msg)


def plugin_of(message: checks.CheckMessage) -> str | None:
    """Return the label of the plugin in which something is wrong.

    Where Django names no object, such as for a table that two models want, the first
    plugin that the sentence names is the one: the host stood there before.
    """
    found = message.obj
    if isinstance(found, str) and found in plugins:
        return found
    label = None if found is None or isinstance(found, str) else owner_of(found)
    named = (name for name in _NAMED.findall(str(message.msg)) if name in plugins)
    return label or next(named, None)
