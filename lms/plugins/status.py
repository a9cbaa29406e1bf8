"""What each plugin is now: computed from code, database and what lies on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.plugins.discovery import installed_entries
from lms.plugins.enums import Status
from lms.plugins.exceptions import PluginError
from lms.plugins.models import PluginState
from lms.plugins.registry import Plugin, plugins
from lms.plugins.running import running

_RESTART = "It was changed on disk: restart the server."


@dataclass(frozen=True, slots=True)
class PluginReport:
    """One plugin as people see it."""

    plugin: Plugin
    row: PluginState | None
    status: Status
    sentence: str = ""
    traceback: str = ""

    @property
    def label(self) -> str:
        """The name in code, tables and commands."""
        return self.plugin.label

    @property
    def name(self) -> str:
        """The name for people."""
        if self.plugin.config is not None:
            return str(self.plugin.config.verbose_name)
        return self.row.name if self.row else self.label

    @property
    def version(self) -> str:
        """The version of the code, or of the code that was."""
        return self.plugin.version or (self.row.version if self.row else "")

    @property
    def is_switched_on(self) -> bool:
        """Whether somebody wants it to run, be it able to or not."""
        return self.row is not None and self.row.enabled


def reports() -> list[PluginReport]:
    """Return all plugins: in this process, in the database, on disk; two queries."""
    rows = {row.label: row for row in PluginState.objects.all()}
    on_disk = installed_entries()
    found = [
        _report(plugin, rows.get(plugin.label), on_disk) for plugin in plugins.values()
    ]
    new = [
        Plugin(entry.name, entry.value, entry.dist.name if entry.dist else "")
        for label, entry in on_disk.items()
        if label not in plugins
    ]
    return [
        *found,
        *(
            PluginReport(each, rows.get(each.label), Status.NEEDS_RESTART, _RESTART)
            for each in new
        ),
    ]


def report(label: str) -> PluginReport:
    """Return one plugin; raises PluginError when there is none of this label."""
    for found in reports():
        if found.label == label:
            return found
    known = ", ".join(sorted(plugins)) or "none"
    raise PluginError(
        _("There is no plugin '%(plugin)s'. Known are: %(known)s."),
        plugin=label,
        known=known,
    )


def _report(
    plugin: Plugin, row: PluginState | None, on_disk: Mapping[str, EntryPoint]
) -> PluginReport:
    status, sentence, traceback = _status(plugin, row, on_disk)
    return PluginReport(plugin, row, status, sentence, traceback)


def _status(
    plugin: Plugin, row: PluginState | None, on_disk: Mapping[str, EntryPoint]
) -> tuple[Status, str, str]:
    is_migrated = plugin.migrated_to == (row.migrated_to if row else "")
    waits = plugin.problem and plugin.problem.status is Status.NEEDS_MIGRATION
    if plugin.problem and not waits:
        return plugin.problem
    if _has_changed(plugin, on_disk):
        return Status.NEEDS_RESTART, _RESTART, ""
    if waits and is_migrated:
        return Status.NEEDS_RESTART, "Its tables are there now: restart the server.", ""
    if not is_migrated:
        return _why_unmigrated(row)
    return _switched(plugin, row)


def _why_unmigrated(row: PluginState | None) -> tuple[Status, str, str]:
    if row is not None and row.has_failed_to_migrate:
        return Status.FAILED, row.error, row.traceback
    sentence = "Run `manage.py migrate` and restart the server."
    return Status.NEEDS_MIGRATION, sentence, ""


def _switched(plugin: Plugin, row: PluginState | None) -> tuple[Status, str, str]:
    if row is None or not row.enabled:
        return Status.DISABLED, "", ""
    if plugin.label in running():
        if row.is_error_old(timezone.now()):
            return Status.ENABLED, "", ""
        return Status.ENABLED, row.error, row.traceback
    off = ", ".join(label for label in plugin.requires if label not in running())
    return Status.BLOCKED, f"It requires {off}, which does not run.", ""


def _has_changed(plugin: Plugin, on_disk: Mapping[str, EntryPoint]) -> bool:
    if not plugin.distribution:
        return False
    entry = on_disk.get(plugin.label)
    return entry is None or (
        entry.dist is not None and entry.dist.version != plugin.version
    )
