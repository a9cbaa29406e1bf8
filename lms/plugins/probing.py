"""Tries plugins that were just installed, or are about to be, in a fresh process."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.apps import apps
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver

from lms.plugins.children import last_line, run_manage
from lms.plugins.exceptions import PluginError
from lms.plugins.registry import Plugin, plugins


@dataclass(frozen=True, slots=True)
class Probe:
    """What one plugin would be and do, were it installed."""

    label: str
    name: str = ""
    version: str = ""
    requires: tuple[str, ...] = ()
    migrations: tuple[str, ...] = ()  # to be run, such as "lms_badges.0001_initial"
    problem: str = ""


def probe_apart(labels: Sequence[str], *, before: Path | None = None) -> list[Probe]:
    """Probe in a fresh process, which finds modules in the folder `before` first.

    In the order of loading. Raises PluginError with the first problem.
    """
    done = run_manage("plugins", "probe", *labels, "--json", before=before)
    try:
        found = [Probe(**each) for each in json.loads(done.stdout.splitlines()[-1])]
    except (ValueError, TypeError, IndexError) as error:
        raise PluginError(
            f"With {', '.join(labels)} the site does not start: {last_line(done)}"
        ) from error
    for probe in found:
        if probe.problem:
            raise PluginError(f"{probe.label} cannot run here. {probe.problem}")
    return found


def probe(labels: Sequence[str]) -> str:
    """Return as one line of JSON what plugins are in this process."""
    get_resolver().url_patterns  # noqa: B018 (imports the plugins' addresses)
    found = [_probe(each) for each in plugins.values() if each.label in labels]
    lost = {*labels} - {each.label for each in found}
    found += [Probe(label, problem="It was not found.") for label in lost]
    return json.dumps([asdict(each) for each in found])


def _probe(plugin: Plugin) -> Probe:
    migrations = _pending(plugin.label) if plugin.is_loaded else ()
    return Probe(
        plugin.label,
        str(plugin.config.verbose_name) if plugin.config else "",
        plugin.version,
        plugin.requires,
        migrations,
        _problem(plugin, migrations),
    )


def _pending(label: str) -> tuple[str, ...]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(label))
    return tuple(f"{each.app_label}.{each.name}" for each, _backwards in plan)


def _problem(plugin: Plugin, migrations: Sequence[str]) -> str:
    if plugin.problem:
        return plugin.problem.sentence
    same = [
        other.label
        for other in plugins.values()
        if other.config and plugin.config and other is not plugin
        if other.config.url_prefix() == plugin.config.url_prefix()
    ]
    if same:
        return (
            f"It wants the same addresses as {same[0]}: one of them needs a base_url."
        )
    foreign = [each for each in migrations if each.partition(".")[0] not in plugins]
    if foreign:
        return f"The site waits for {foreign[0]}: run `manage.py migrate` first."
    return failed_check(plugin.label)


def failed_check(label: str) -> str:
    """Return what the first failing system check says of a plugin that is loaded."""
    messages = run_checks(app_configs=[apps.get_app_config(label)])
    return next((f"{each.msg}" for each in messages if each.level >= ERROR), "")
