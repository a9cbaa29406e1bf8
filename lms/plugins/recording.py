"""Writes down what became of a plugin's migrations."""

import traceback

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lms.plugins.models import MIGRATION_FAILED, PluginState
from lms.plugins.registry import plugins
from lms.plugins.standins import describe


def is_pending(label: str) -> bool:
    """Tell whether migrations of the plugin are still to be run."""
    loader = MigrationLoader(connection)
    return any(
        node not in loader.applied_migrations for node in loader.graph.leaf_nodes(label)
    )


def record_migration(label: str) -> None:
    """Keep how far a plugin is migrated, and what its tables look like now.

    A bundled plugin is on from the first time that it is seen, all others are off. A
    plugin that was migrated back to nothing leaves a row without tables.
    """
    plugin = plugins[label]
    loader = MigrationLoader(connection)
    applied = [
        node
        for node in loader.applied_migrations
        if node[0] == label and node in loader.graph.nodes
    ]
    tables = describe(label, loader.project_state(applied)) if applied else []
    known = {
        "name": str(plugin.config.verbose_name) if plugin.config else label,
        "version": plugin.version,
        "distribution": plugin.distribution,
        "migrated_to": max((name for _label, name in applied), default=""),
        "tables": tables,
        "error": "",
        "traceback": "",
    }
    PluginState.objects.update_or_create(
        label=label,
        defaults=known,
        create_defaults={**known, "enabled": plugin.is_bundled},
    )


def record_failure(label: str, error: BaseException) -> None:
    """Keep why a migration failed; what is known of the tables stays."""
    plugin = plugins[label]
    known = {
        "name": str(plugin.config.verbose_name) if plugin.config else label,
        "distribution": plugin.distribution,
        "error": f"{MIGRATION_FAILED}: {error}",
        "traceback": "".join(traceback.format_exception(error)),
    }
    PluginState.objects.update_or_create(
        label=label,
        defaults=known,
        create_defaults={**known, "enabled": plugin.is_bundled},
    )
