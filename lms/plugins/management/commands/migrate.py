"""`migrate` in two phases: the host first, then each plugin alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.checks import Tags
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from lms.plugins import recording
from lms.plugins.registry import contained, plugins, strict
from lms.plugins.signals import migrated
from lms.plugins.standins import step_aside


class HostExecutor(MigrationExecutor):
    """Leaves the migrations of plugins out of what is to be done."""

    def migration_plan(self, targets: Any, clean_start: bool = False) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        """Return the plan for the host's targets; that of an empty database is whole."""
        if not clean_start:
            targets = [target for target in targets if target[0] not in plugins]
        return super().migration_plan(targets, clean_start)


class Command(migrate.Command):
    """Brings the tables of the host up to date, then those of each plugin.

    A plugin whose migration fails is marked and left out; all others go on. In strict
    mode the command then ends with an error.
    """

    # The forms and pages of a broken plugin must not keep the host's tables back.
    requires_system_checks = [Tags.models, Tags.database, Tags.compatibility]

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Check the host, or the one plugin that is asked for, not the others."""
        label = options["app_label"]
        checked = [
            app
            for app in apps.get_app_configs()
            if app.label == label or (label not in plugins and app.label not in plugins)
        ]
        return {**super().get_check_kwargs(options), "app_configs": checked}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; with a label, or when nothing is to be changed, as Django does."""
        unreadable = self._leave_out_unreadable(options["database"])
        label = options["app_label"]
        changes = not (options["plan"] or options["check_unapplied"])
        if label or not changes:
            super().handle(*args, **options)
        else:
            with _host_alone():
                super().handle(*args, **options)
        if changes and options["database"] == DEFAULT_DB_ALIAS:
            for name, error in unreadable.items():
                self._report_failure(name, error)
            self._migrate_plugins(label, options)

    def _migrate_plugins(self, only: str | None, options: dict[str, Any]) -> None:
        for plugin in [*plugins.values()]:
            if plugin.is_loaded and only in {None, plugin.label}:
                self._migrate_plugin(plugin.label, options)
        migrated.send(type(self))

    def _migrate_plugin(self, label: str, options: dict[str, Any]) -> None:
        # Django refuses to sync, as it does for its tests' database, one app alone.
        given = {**options, "app_label": label, "run_syncdb": False}
        try:
            if options["app_label"] is None and recording.is_pending(label):
                if not options["skip_checks"]:
                    self.check(app_configs=[apps.get_app_config(label)])
                super().handle(**given)
        except Exception as error:  # noqa: BLE001 (a plugin's migration may raise anything)
            self._report_failure(label, error)
        else:
            recording.record_migration(label)

    def _report_failure(self, label: str, error: Exception) -> None:
        recording.record_failure(label, error)
        sentence = f"{label} could not be migrated: {error}"
        if strict.is_on:
            raise CommandError(sentence) from error
        self.stderr.write(self.style.ERROR(f"{sentence} All else is up to date."))

    def _leave_out_unreadable(self, database: str) -> dict[str, Exception]:
        """Leave out plugins whose migrations build on some that are not there."""
        left_out: dict[str, Exception] = {}
        while True:
            try:
                MigrationLoader(connections[database])
            except NodeNotFoundError as error:
                label = error.origin.app_label if error.origin else ""
                if label not in plugins or not plugins[label].is_loaded:
                    raise
                with contained(label, "Its migrations build on what is not there"):
                    raise
                left_out[label] = error
                step_aside(label)
            else:
                return left_out


@contextmanager
def _host_alone() -> Iterator[None]:
    """Let Django's command work with the host's executor."""
    vars(migrate)["MigrationExecutor"] = HostExecutor
    try:
        yield
    finally:
        vars(migrate)["MigrationExecutor"] = MigrationExecutor
