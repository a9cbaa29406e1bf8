"""Takes a plugin out of the database, with everything that it brought."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ProtectedError, RestrictedError
from wagtail.log_actions import log
from wagtail.models import Page, Site

from lms.plugins.children import run_manage
from lms.plugins.dumps import new_dump
from lms.plugins.exceptions import PluginError
from lms.plugins.models import PluginState
from lms.plugins.registry import plugins
from lms.plugins.remains import (
    Remains,
    applied,
    dependents,
    keyed,
    leftover_labels,
    plugin_models,
    plugin_pages,
    plugin_tables,
    related,
    remains,
)
from lms.plugins.running import forget_answer
from lms.plugins.status import report
from lms.plugins.switching import disable

if TYPE_CHECKING:
    from lms.plugins.config import PluginConfig


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed, or would be."""

    label: str
    distribution: str  # to be uninstalled with pip; empty for a bundled one
    remains: Remains
    is_recorded: bool
    backup: Path | None = None


def plan_removal(label: str) -> Removal:
    """Count what purging would take away; raises PluginError for an unknown label."""
    if label in plugins or label not in leftover_labels():
        report(label)
    plugin = plugins.get(label)
    row = PluginState.objects.filter(label=label).first()
    return Removal(
        label,
        (plugin and plugin.distribution) or (row.distribution if row else ""),
        remains(label),
        is_recorded=row is not None,
    )


def purge(label: str, *, now: datetime, with_backup: bool = True) -> Removal:
    """Delete pages, rows, tables and all traces of a plugin; the code stays.

    Safe to repeat. Raises PluginError when others need it, when its pages hold pages of
    other types, and when there is no room for the backup; then nothing was changed.
    """
    plan = plan_removal(label)
    _refuse_needed(label)
    backup = new_dump(f"before-purge-{label}", now=now) if with_backup else None
    if label in plugins and plan.is_recorded:
        disable(label)
    _drop(_tables_without_model(label))
    with transaction.atomic():
        _let_go_of_files(label)
        _delete_rows(label)
        _delete_related(label)
    _drop_tables(label)
    with transaction.atomic():
        _forget(label, is_logged=plan.is_recorded)
    forget_answer()
    return replace(plan, backup=backup)


def _refuse_needed(label: str) -> None:
    requiring = {each.label for each in plugins.values() if label in each.requires}
    needed = sorted(requiring | {*dependents(label)})
    if needed:
        raise PluginError(
            f"{label} is required by {', '.join(needed)}: remove that first."
        )
    for page in plugin_pages(label):
        below = page.get_descendants().exclude(content_type__app_label=label).first()
        if below is not None:
            raise PluginError(
                f"The page “{below.title}” ({below.pk}) lies below a page of {label} and "
                "would go with it: move it first."
            )
    site = Site.objects.filter(root_page__content_type__app_label=label).first()
    if site is not None:
        raise PluginError(
            f"The site {site.hostname} begins at a page of {label}: give it another "
            "root page first."
        )


def _let_go_of_files(label: str) -> None:
    if label not in plugins or not plugins[label].is_loaded:
        return
    try:
        cast("PluginConfig", apps.get_app_config(label)).on_purge()
    except Exception as error:
        raise PluginError(
            f"{label} could not let go of what it keeps elsewhere ({error}): uninstall "
            "its package, then purge again without its code."
        ) from error


def _delete_rows(label: str) -> None:
    """Delete pages and all other rows, those first on which no others insist."""
    models = [each for each in plugin_models(label) if not issubclass(each, Page)]
    waiting: list[Callable[[], object]]
    waiting = [model._base_manager.all().delete for model in models]
    waiting.append(partial(_delete_pages, label))  # others often point at them
    while waiting:
        held = [delete for delete in waiting if not _is_done(delete)]
        if len(held) == len(waiting):
            raise PluginError(
                f"The rows of {label} hold on to each other: delete some of them first."
            )
        waiting = held


def _is_done(delete: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


def _delete_pages(label: str) -> None:
    keys = plugin_pages(label).order_by("-depth").values_list("pk", flat=True)
    for key in [*keys]:
        page = Page.objects.filter(pk=key).first()
        if page is not None:
            page.specific.delete()


def _delete_related(label: str) -> None:
    """Delete what the host kept of the plugin's types, and the types."""
    for rows in related(label):
        rows.delete()
    ContentType.objects.filter(app_label=label).delete()
    ContentType.objects.clear_cache()


def _drop_tables(label: str) -> None:
    """Run the migrations backwards as far as they can go, and drop what is left."""
    plugin = plugins.get(label)
    if plugin and plugin.is_loaded:
        with suppress(Exception):  # whatever it raises, its tables go all the same
            MigrationExecutor(connection).migrate([(label, None)])
    elif plugin and plugin.config:
        run_manage("migrate", label, "zero", "--verbosity=0")
    _drop(plugin_tables(label))


def _tables_without_model(label: str) -> list[str]:
    known = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label == label
    }
    return [name for name in plugin_tables(label) if name not in known]


def _drop(tables: Sequence[str]) -> None:
    if not tables:
        return
    with connection.schema_editor() as editor:
        for name in tables:
            table = connection.ops.quote_name(name)
            editor.execute(editor.sql_delete_table % {"table": table})


def _forget(label: str, *, is_logged: bool) -> None:
    if is_logged:
        log(PluginState.objects.get(label=label), "lms.plugin.purge")
    for rows in keyed(label):
        rows.delete()
    applied(label).delete()
