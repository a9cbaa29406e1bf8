"""Copies the whole database into a file, and puts it back: on SQLite and PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from lms.plugins.exceptions import PluginError

SUFFIXES = {"sqlite": "sqlite3", "postgresql": "dump"}


class DumpError(PluginError):
    """Says in one sentence why the database was not copied; nothing was changed."""


def backup_folder() -> Path:
    """Return where copies are kept unless somebody names another place."""
    return Path(getattr(settings, "DATA_DIR", Path.cwd())) / "backups"


def new_dump(reason: str, *, now: datetime) -> Path:
    """Copy the database into the folder of backups and return the file.

    Raises DumpError, as `dump` does.
    """
    name = f"{now:%Y%m%d-%H%M%S}-{reason}.{SUFFIXES.get(connection.vendor, 'dump')}"
    target = backup_folder() / name
    dump(target)
    return target


def dump(target: Path) -> None:
    """Copy the database into a file; what breaks off leaves none.

    Raises DumpError when the disk is full, when the tool of the database is missing, and
    on a database that is neither SQLite nor PostgreSQL.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)  # it holds what only administrators may read
        _write(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise DumpError(
            f"The database could not be copied to {target} ({error}): make room or "
            "choose another place."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write(part: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(part)) as copy:
            connection.connection.backup(copy)
    elif connection.vendor == "postgresql":
        run_tool("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
    else:
        raise DumpError(
            f"A {connection.vendor} database cannot be copied from here: use its own "
            "tools."
        )


def database_file() -> Path:
    """Return the file of an SQLite database."""
    return Path(connections["default"].settings_dict["NAME"])


def put_back_postgresql(source: Path) -> None:
    """Put a copy in the place of all tables, in one transaction.

    Raises DumpError; then everything is as it was.
    """
    script = source.with_suffix(".sql")
    _run(
        ["pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}",
         str(source)],
        {},
    )  # fmt: skip
    # Tables that came after the copy would hold on to those that it replaces.
    names = map(connection.ops.quote_name, connection.introspection.table_names())
    drop = "".join(f"DROP TABLE IF EXISTS {name} CASCADE;" for name in names)
    connection.close()
    run_tool(
        "psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        "--output=/dev/null", f"--command={drop or 'SELECT 1'}", f"--file={script}",
    )  # fmt: skip


def run_tool(name: str, *options: str) -> None:
    """Run a tool of PostgreSQL on our database; raises DumpError when it fails."""
    (_psql, *place), environment = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, list(options)
    )
    _run([name, *place], environment or {})


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    if shutil.which(command[0]) is None:
        raise DumpError(
            f"{command[0]} is not installed: install the client tools of PostgreSQL, at "
            "least as new as the server."
        )
    done = subprocess.run(  # noqa: S603 (our own command line, no shell)
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise DumpError(f"{command[0]} failed: {lines[0]}")
