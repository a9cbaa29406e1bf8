"""System checks: what search needs of the database and of the settings."""

import sqlite3
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import DatabaseError
from modelsearch.backends.database.sqlite.utils import fts5_available

from lms.search.answers import SERVER

BACKEND = "lms.search.backends.database"
_TABLES = {
    "sqlite": "wagtailsearch_indexentry_fts",
    "postgresql": "wagtailsearch_indexentry",
}
_OLDEST_SQLITE = (3, 35, 0)  # the first with MATERIALIZED


@checks.register(checks.Tags.compatibility)
def check_setting(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 (Django's)
    **kwargs: Any,  # noqa: ARG001 (Django's)
) -> list[checks.CheckMessage]:
    """Warn if Wagtail's own back end would answer the admin: it knows no Chinese."""
    default = getattr(settings, "WAGTAILSEARCH_BACKENDS", {}).get("default", {})
    if default.get("BACKEND") == BACKEND:
        return []
    return [
        checks.Warning(
            "Wagtail does not search with our back end, so Chinese is not found.",
            hint=f'Set WAGTAILSEARCH_BACKENDS["default"]["BACKEND"] to "{BACKEND}".',
            id="lms.W101",
        )
    ]


@checks.register(checks.Tags.compatibility)
def check_sqlite(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 (Django's)
    **kwargs: Any,  # noqa: ARG001 (Django's)
) -> list[checks.CheckMessage]:
    """Refuse an SQLite without FTS5, or too old a one; PostgreSQL needs neither."""
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        return []
    if sqlite3.sqlite_version_info >= _OLDEST_SQLITE and fts5_available():
        return []
    return [
        checks.Error(
            f"SQLite {sqlite3.sqlite_version} cannot hold the search index: it takes "
            "3.35 or newer, built with FTS5.",
            hint="Use a Python with such an SQLite, or PostgreSQL through DATABASE_URL.",
            id="lms.E101",
        )
    ]


@checks.register(checks.Tags.compatibility)
def check_server(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 (Django's)
    **kwargs: Any,  # noqa: ARG001 (Django's)
) -> list[checks.CheckMessage]:
    """Refuse a search server that cannot be asked: no client, or no address."""
    setting = getattr(settings, "WAGTAILSEARCH_BACKENDS", {}).get(SERVER)
    if setting is None:
        return []
    try:
        import_module("lms.search.elastic.connection").server_of(setting)
    except ImportError:
        hint = "Install the extra `elasticsearch`, or unset SEARCH_URL."
        message = "SEARCH_URL is set, and the client of the search server is missing."
    except ImproperlyConfigured as error:
        hint, message = "Such as http://127.0.0.1:9200/shifu", str(error)
    else:
        return []
    return [checks.Error(message, hint=hint, id="lms.E102")]


@checks.register(checks.Tags.database)
def check_index(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 (Django's)
    databases: Iterable[str] | None = None,
    **kwargs: Any,  # noqa: ARG001 (Django's)
) -> list[checks.CheckMessage]:
    """Warn if the table of the index is missing from a database that is set up."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    table = _TABLES.get(connection.vendor)
    try:
        names = connection.introspection.table_names()
    except DatabaseError:
        return []  # Django says so in its own words
    if table is None or table in names or "wagtailcore_page" not in names:
        return []
    return [
        checks.Warning(
            f"The search index is missing: there is no table {table}.",
            hint="Search answers from titles alone. Restore the table from a backup, or "
            "migrate wagtailsearch to zero and back and run `wagtail_update_index`.",
            id="lms.W102",
        )
    ]
