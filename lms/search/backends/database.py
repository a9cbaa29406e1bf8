"""The back end for the database in use; the dotted path for the settings."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.db import connection
from modelsearch.backends import database as stock
from modelsearch.backends.base import BaseSearchBackend

_BACKENDS = {
    "sqlite": "lms.search.backends.sqlite",
    "postgresql": "lms.search.backends.postgres",
}


def SearchBackend(params: Mapping[str, Any]) -> BaseSearchBackend:  # noqa: N802 (modelsearch asks for this name)
    """Return our back end for SQLite and PostgreSQL, and for others Wagtail's.

    Each is imported when it serves: its models exist for that database alone.
    """
    path = _BACKENDS.get(connection.vendor)
    if path is None:
        return stock.SearchBackend(params)
    return import_module(path).SearchBackend(params)
