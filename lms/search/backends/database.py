"""The back end for the database in use; the dotted path for the settings."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from modelsearch.backends import database as stock
from modelsearch.backends.base import BaseSearchBackend


def SearchBackend(params: Mapping[str, Any]) -> BaseSearchBackend:  # noqa: N802 (modelsearch asks for this name)
    """Return our back end for SQLite and PostgreSQL, the stock one for any other.

    Each is imported when it serves: its models exist for that database alone.
    """
    return backend_class(connection.vendor)(params)
