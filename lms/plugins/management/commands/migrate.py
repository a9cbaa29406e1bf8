"""`migrate` in two phases: the host first, then each plugin alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from lms.plugins import recording
from lms.plugins.registry import contained, plugins, strict
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

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; with a label, or when nothing is to be changed, as Django does."""
        self._leave_out_unreadable(options["database"])
        label = options["app_label"]
        if label or options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
        else:
            with _host_alone():
                super().handle(*args, **options)
        if (
            options["plan"]
            or options["check_unapplied"]
            or options["database"] != "default"
        ):
            return
        for plugin in [*plugins.values()]:
            if plugin.is_loaded and label in {None, plugin.label}:
                self._migrate_plugin(plugin.label, options)

    def _migrate_plugin(self, label: str, options: dict[str, Any]) -> None:
        given = {**options, "app_label": label, "run_syncdb": False}
        try:
            if options["app_label"] is None and recording.is_pending(label):
                super().handle(**given)
        except Exception as error:
            recording.record_failure(label, error)
            sentence = f"{label} could not be migrated: {error}"
            if strict.is_on:
                raise CommandError(sentence) from error
            self.stderr.write(self.style.ERROR(f"{sentence} All else is up to date."))
        else:
            recording.record_migration(label)

    def _leave_out_unreadable(self, database: str) -> None:
        """Leave out plugins whose migrations build on some that are not there."""
        while True:
            try:
                MigrationLoader(connections[database])
            except NodeNotFoundError as error:
                label = error.origin.app_label if error.origin else ""
                if label not in plugins or not plugins[label].is_loaded:
                    raise
                with contained(label, "Its migrations build on what is not there"):
                    raise
                step_aside(label)
            else:
                return


@contextmanager
def _host_alone() -> Iterator[None]:
    """Let Django's command work with the host's executor."""
    migrate.MigrationExecutor = HostExecutor
    try:
        yield
    finally:
        migrate.MigrationExecutor = MigrationExecutor
