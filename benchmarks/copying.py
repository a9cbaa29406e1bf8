"""Copies the rows of a site's SQLite file into an empty PostgreSQL database of the same.

The index of search is left out: it is written by a rebuild.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

import psycopg

_LEFT_OUT = ("django_migrations", "lms_plugins_pluginstate", "wagtailsearch_")
_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
_SERIALS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public'
    AND pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name)
        IS NOT NULL
"""


def main(path: str) -> None:
    """Put the rows of a file into the database of DATABASE_URL, in place of its own."""
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
        psycopg.connect(os.environ["DATABASE_URL"]) as target,
    ):
        # No trigger and no foreign key is looked at while tables come one by one.
        target.execute("SET session_replication_role = replica")
        target.execute("SET TimeZone = 'UTC'")
        tables = dict(_tables(source, target))
        names = ", ".join(f'"{name}"' for name in tables)
        target.execute(f"TRUNCATE {names} CASCADE".encode())
        for name, columns in tables.items():
            _copy(source, target, name, columns)
        for name, column in target.execute(_SERIALS).fetchall():
            _count_on(target, name, column)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as target:
        target.execute("VACUUM ANALYZE")


def _tables(
    source: sqlite3.Connection, target: psycopg.Connection
) -> Iterator[tuple[str, list[str]]]:
    """Yield the tables that both have, with their columns."""
    there: dict[str, list[str]] = {}
    for table, column in target.execute(_COLUMNS):
        there.setdefault(table, []).append(column)
    for (table,) in source.execute("SELECT name FROM sqlite_master WHERE type='table'"):
        if table in there and not table.startswith(_LEFT_OUT):
            known = {row[1] for row in source.execute(f'PRAGMA table_info("{table}")')}
            yield table, [column for column in there[table] if column in known]


def _copy(
    source: sqlite3.Connection,
    target: psycopg.Connection,
    table: str,
    columns: Sequence[str],
) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with target.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN'.encode()) as copy:
        for row in source.execute(f'SELECT {names} FROM "{table}"'):  # noqa: S608 (names of tables)
            copy.write_row(row)


def _count_on(target: psycopg.Connection, table: str, column: str) -> None:
    """Let new rows have numbers after those that are there."""
    highest = f'SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"'  # noqa: S608 (names of tables)
    serial = f"pg_get_serial_sequence('\"{table}\"', '{column}')"
    target.execute(f"SELECT setval({serial}, ({highest}), FALSE)".encode())
