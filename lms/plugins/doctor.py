"""Looks for everything that is wrong with plugins, and says what to do about it."""

from collections import Counter
from collections.abc import Iterator
from importlib.metadata import entry_points

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.urls import get_resolver
from wagtail.models import Page

from lms.plugins.discovery import GROUP
from lms.plugins.enums import Status
from lms.plugins.informants import Finding, examiners
from lms.plugins.models import DAYS_OF_ERRORS
from lms.plugins.overlooking import errors
from lms.plugins.registry import plugins
from lms.plugins.remains import leftover_labels, plugin_tables
from lms.plugins.status import PluginReport, reports

_HINTS = {
    Status.NEEDS_MIGRATION: "Run `manage.py migrate {0}` and restart the server.",
    Status.NEEDS_RESTART: "Restart the server.",
    Status.BLOCKED: "Install or switch on what it requires, or install a version of it "
    "that runs with this host.",
    Status.FAILED: "Tell its author, with the traceback; until it is mended, leave it "
    "out with LMS_PLUGINS_EXCLUDE={0} or uninstall its package.",
    Status.MISSING: "Install its package again, or take its data away with `manage.py "
    "plugins remove {0} --purge --yes`. Do not run remove_stale_contenttypes.",
    Status.EXCLUDED: "Take it out of LMS_PLUGINS_EXCLUDE, and LMS_SAFE_MODE away, when "
    "it may run again.",
}
_RAISED = (
    "Everything else goes on. Tell its author, with the traceback. This is forgotten "
    "after {0} days, with the next `manage.py migrate`, and when it is switched off and "
    "on again."
)
_PURGE = "Take it away with `manage.py plugins remove {0} --purge --yes`."


def examine(label: str = "") -> list[Finding]:
    """Return what is wrong with a plugin, or with all of them."""
    get_resolver().url_patterns  # noqa: B018 (imports what a command has not, as a server does)
    found = [
        *_statuses(),
        *_raised(),
        *_clashes(),
        *_unknown_migrations(),
        *_failed_checks(),
        *_orphans(),
        *(each for examiner in examiners for each in examiner()),
    ]
    return [each for each in found if label in {"", each.label}]


def _statuses() -> Iterator[Finding]:
    for each in reports():
        if each.status.is_problem or each.status is Status.EXCLUDED:
            yield _of_status(each)


def _of_status(found: PluginReport) -> Finding:
    return Finding(
        found.label,
        found.status.value,
        found.sentence,
        _HINTS[found.status].format(found.label),
        found.traceback,
        is_remark=found.status is Status.EXCLUDED,
    )


def _raised() -> Iterator[Finding]:
    for each in reports():
        if each.status is Status.ENABLED and each.sentence:
            yield Finding(
                each.label,
                "raised",
                each.sentence,
                _RAISED.format(DAYS_OF_ERRORS),
                each.traceback,
            )


def _clashes() -> Iterator[Finding]:
    holders = Counter(entry.name for entry in entry_points(group=GROUP))
    holders.update(
        each.label for each in plugins.values() if each.is_bundled and each.entry
    )
    for label, count in holders.items():
        if count > 1:
            sentence = f"{count} packages bring a plugin of this label; one is used."
            yield Finding(label, "clash", sentence, "Uninstall all but one of them.")


def _unknown_migrations() -> Iterator[Finding]:
    loader = MigrationLoader(connection)
    for label, plugin in plugins.items():
        names = [
            name
            for app, name in loader.applied_migrations
            if app == label and (app, name) not in loader.disk_migrations
        ]
        if plugin.is_loaded and names:
            yield Finding(
                label,
                "downgraded",
                f"The database has its migration {max(names)}, which its code has not.",
                "Install the version of it that ran here last.",
            )


def _failed_checks() -> Iterator[Finding]:
    for label, sentence in errors():
        yield Finding(label, "check", sentence, "Run `manage.py check`.")


def _orphans() -> Iterator[Finding]:
    for label in sorted(leftover_labels()):
        yield from _stale_types(label)
        yield from _orphaned_tables(label)


def _stale_types(label: str) -> Iterator[Finding]:
    types = ContentType.objects.filter(app_label=label)
    stale = [each for each in types if each.model_class() is None]
    if not stale:
        return
    names = ", ".join(each.model for each in stale)
    count = Page.objects.filter(content_type__in=stale).count()
    if count:
        sentence = f"{count} pages are of types without a model: {names}."
        yield Finding(label, "orphaned pages", sentence, _PURGE.format(label))
    else:
        sentence = f"There are content types without a model: {names}."
        yield Finding(label, "stale content types", sentence, _PURGE.format(label))


def _orphaned_tables(label: str) -> Iterator[Finding]:
    known = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label == label
    }
    tables = [name for name in plugin_tables(label) if name not in known]
    is_waiting = label in plugins and plugins[label].problem is not None
    if tables and not is_waiting:
        sentence = f"There are tables without a model: {', '.join(tables)}."
        yield Finding(label, "orphaned tables", sentence, _PURGE.format(label))
