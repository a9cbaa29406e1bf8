"""A prepared site, made once and copied for each worker and each run.

All migrations take about 10 seconds of processor time, a copy none. What was made is
used again only while no file of the apps and no installed package changed. The
libraries are in it too: nearly every test wants them. The tables alone, empty, are kept
for longer: until a migration changes, or what one imports.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".data" / "tests"
SOURCES = ("lms", "knowledge_base", "plugins")
UNRELATED = {"__pycache__", "static", "templates", "tests"}
"""Folders that change nothing in a database."""
OURS = re.compile(
    rf"^(?:from|import) ((?:{'|'.join(SOURCES)})\S*)(?: import (\w+))?", re.MULTILINE
)
"""An import of a module of ours."""
KEPT = 3
"""Files that stay: the newest, such as those of two versions of Django."""
LOCK = 20_260_101
"""Any number, the same in all workers."""


def copy_migrated(target: str) -> sqlite3.Connection:
    """Fill a new SQLite database, a path or the URI of one in memory; return it open."""
    with _locked(FOLDER), closing(sqlite3.connect(_migrated_file())) as source:
        connection = sqlite3.connect(target, uri=target.startswith("file:"))
        source.backup(connection)
    return connection


def copy_demo(folder: Path) -> None:
    """Fill a new folder with the database and the files of the demo."""
    with _locked(FOLDER):
        made = FOLDER / f"{_fingerprint()}.demo"
        if not made.exists():
            migrated = _migrated_file()
            new = made.with_suffix(".new")
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            shutil.copy(migrated, new / "db.sqlite3")
            _manage("load_demo", settings="development", DATA_DIR=str(new))
            new.rename(made)
            _keep_newest("*.demo")
        shutil.copytree(made, folder, dirs_exist_ok=True)


def migrated_template(url: str) -> str:
    """Return the name of a migrated database, made on the PostgreSQL of the address."""
    name = f"migrated_{_fingerprint()}"
    address = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if name not in {row[0] for row in connection.execute(NAMES)}:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}_new"')
            connection.execute(f'CREATE DATABASE "{name}_new"')
            new = address._replace(path=f"/{name}_new").geturl()
            _manage("migrate", "--verbosity", "0", DATABASE_URL=new)
            _manage("prepare_site", DATABASE_URL=new)
            connection.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


NAMES = "SELECT datname FROM pg_database"


def _migrated_file() -> Path:
    file = FOLDER / f"{_fingerprint()}.sqlite3"
    if not file.exists():
        new = file.with_suffix(".new")
        tables = FOLDER / f"{_fingerprint(of_tables=True)}.tables"
        new.unlink(missing_ok=True)
        if tables.exists():
            shutil.copy(tables, new)
        _manage("migrate", "--verbosity", "0", DATABASE_URL=f"sqlite:///{new}")
        if not tables.exists():
            shutil.copy(new, part := tables.with_suffix(".part"))
            part.rename(tables)
        _manage("prepare_site", DATABASE_URL=f"sqlite:///{new}")
        new.rename(file)
        _keep_newest("*.sqlite3")
        _keep_newest("*.tables")
    return file


def _keep_newest(pattern: str) -> None:
    made = sorted(FOLDER.glob(pattern), key=lambda path: path.stat().st_mtime)
    for old in made[:-KEPT]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()


def _manage(*arguments: str, settings: str = "testing", **places: str) -> None:
    inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    module = {"DJANGO_SETTINGS_MODULE": f"lms.settings.{settings}"}
    subprocess.run(
        [sys.executable, "-m", "tests.migrating", *arguments],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        env={**inherited, **module, **places},
    )  # fmt: skip


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let the other workers wait until the first has made what all need."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _fingerprint(*, of_tables: bool = False) -> str:
    """Return what changes with everything that may change a migrated database."""
    found = hashlib.sha256(Path(__file__).read_bytes())
    for line in sorted(f"{each.name} {each.version}" for each in distributions()):
        found.update(line.encode())
    for file in sorted(_of_migrations() if of_tables else _of_apps()):
        found.update(str(file.relative_to(ROOT)).encode())
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _of_apps() -> Iterator[Path]:
    for source in SOURCES:
        for file in (ROOT / source).rglob("*"):
            if file.is_file() and not UNRELATED & {*file.parts}:
                yield file


def _of_migrations() -> Iterator[Path]:
    """Yield the migrations, what they import of ours, and the settings."""
    yield from (ROOT / "lms" / "settings").glob("*.py")
    for source in SOURCES:
        for file in (ROOT / source).rglob("migrations/*.py"):
            yield file
            for module, name in OURS.findall(file.read_text()):
                path = ROOT.joinpath(*module.split("."))
                imported = (path.with_suffix(".py"), path / f"{name}.py")
                yield from filter(Path.is_file, imported)


if __name__ == "__main__":  # so that it is there before tests begin
    with _locked(FOLDER):
        _migrated_file()
