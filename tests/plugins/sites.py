"""Whole sites in folders of their own, for what is done from the command line.

Each has a Python environment into which packages can be installed, a migrated database
and files; nothing of it is shared with the tests' own process.
"""

import importlib.util
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sysconfig
import venv
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.databases import ROOT, copy_migrated, migrated_template
from tests.warm import WarmPython, write_launcher

BADGES = Path(__file__).parent / "third_party" / "lms_badges"
POSTGRESQL = os.environ.get("DATABASE_URL", "")
if not POSTGRESQL.startswith("postgres"):
    POSTGRESQL = ""
TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    if POSTGRESQL
    else "SELECT name FROM sqlite_master WHERE type = 'table'"
)


@dataclass
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def sentence(self):
        return self.err.strip().splitlines()[-1].removeprefix("CommandError: ")

    @property
    def json(self):
        return json.loads(self.out)


@dataclass
class Site:
    """A site; `environment` is what its processes get besides."""

    folder: Path
    environment: dict = field(default_factory=dict)
    warm: WarmPython | None = None
    known: tuple | None = None

    @property
    def packages(self):
        return next((self.folder / "venv" / "lib").glob("python*/site-packages"))

    @property
    def database(self):
        return self.folder / "data" / "db.sqlite3"

    def manage(self, *arguments, largest=None, typed=None, **environment):
        """Run a command; no file may grow beyond `largest` bytes.

        `migrate` starts in a way of its own: the others share a start.
        """
        run = self._start if arguments[0] == "migrate" else self.python
        return run(
            "manage.py",
            *map(str, arguments),
            largest=largest,
            typed=typed,
            **environment,
        )

    def python(self, *arguments, largest=None, typed=None, **environment):
        """Run what sees the site as it is now; Django starts anew if need be."""
        process = self._warm().start(
            *arguments, largest=largest, environment=environment
        )
        return Answer(*process.finish(typed or ""))

    def _start(self, *arguments, largest=None, typed=None, **environment):
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (largest, largest))
        done = subprocess.run(
            [self.folder / "venv" / "bin" / "python", *arguments],
            cwd=ROOT,
            env={**self._environment(), **environment},
            capture_output=True,
            text=True,
            check=False,
            input=typed or "",
            preexec_fn=limit if largest else None,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def _warm(self):
        """Return a Python that knows what code and database say of plugins now."""
        state = self._state()
        if state != self.known:
            self.end()
            python = self.folder / "venv" / "bin" / "python"
            self.warm, self.known = WarmPython(self._environment(), python), state
        return self.warm

    def _state(self):
        known = [(path, path.stat().st_mtime_ns) for path in self._files()]
        query = "SELECT label, name, migrated_to, tables FROM lms_plugins_pluginstate"
        return sorted(known), sorted(self._rows(query))

    def end(self):
        """End what runs."""
        if self.warm:
            self.warm.end()
        self.warm = self.known = None

    def shell(self, code, **environment):
        """Run code after Django's start; return what it leaves as `answer`."""
        lines = "import django, json; django.setup()\n"
        done = self.python(
            "-c", f"{lines}{code}\nprint(json.dumps(answer))", **environment
        )
        assert done.code == 0, done.err
        return json.loads(done.out.splitlines()[-1])

    def visit(self, *addresses, **environment):
        """Return the status of each address, for a superuser in one process."""
        return self.shell(VISIT + f"answer = [visit(each) for each in {addresses!r}]")

    def pip(self, *arguments):
        done = self._start("-m", "pip", *arguments)
        assert done.code == 0, done.err

    def snapshot(self):
        """Return what is installed and what is stored."""
        files = (str(each.relative_to(self.packages)) for each in self._files())
        return {"files": [*files], **self.rows()}

    def _files(self):
        found = self.packages.rglob("*")
        return (each for each in found if "__pycache__" not in each.parts)

    def rows(self):
        """Return the rows of each table, as texts."""
        found = (name for (name,) in self._rows(TABLES))
        names = [name for name in found if name != "sqlite_sequence"]
        with self._database() as connection:
            return _rows(connection, names)

    def _rows(self, query):
        with self._database() as connection:
            return connection.execute(query).fetchall()

    def _database(self):
        if POSTGRESQL:
            return psycopg.connect(self.environment["DATABASE_URL"])
        return closing(sqlite3.connect(self.database))

    def _environment(self):
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lms.settings.development",
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "ignore",
            "PYPINYIN_NO_PHRASES": "true",  # a tenth of each start
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.folder / "shop"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            **self.environment,
        }


VISIT = """
from django.contrib.auth import get_user_model
from django.test import Client
client = Client(HTTP_HOST="localhost", raise_request_exception=False)
client.force_login(get_user_model().objects.get(username="root"))
def visit(address):
    return client.get(address, follow=address.startswith("/admin/")).status_code
"""


def _rows(connection, names):
    return {
        name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))  # noqa: S608 (a table's own name)
        for name in names
    }


def make_site(folder):
    """Make a site with a superuser, root."""
    (folder / "data").mkdir(parents=True)
    (folder / "shop").mkdir()
    venv.create(folder / "venv", symlinks=True)
    site = Site(folder)
    shared = sysconfig.get_path("purelib")
    (site.packages / "shared.pth").write_text(f"{shared}\n")
    _let_commands_start_at_once(folder / "venv" / "bin")
    if POSTGRESQL:
        _copy_postgresql(site)
    else:
        copy_migrated(str(site.database)).close()
    site.shell(
        "from django.contrib.auth import get_user_model\n"
        "get_user_model().objects.create_superuser('root', password='-')\n"
        "answer = None"
    )
    return site


def _let_commands_start_at_once(programs):
    (programs / "itself").symlink_to((programs / "python").resolve())
    write_launcher(programs / "python", programs / "itself")


def _copy_postgresql(site):
    template = migrated_template(POSTGRESQL)
    name = f"site_{os.getpid()}_{abs(hash(site.folder)) % 10**8}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    address = urlsplit(POSTGRESQL)._replace(path=f"/{name}").geturl()
    site.environment["DATABASE_URL"] = address


def forget_site(site):
    """End a site and drop its database on PostgreSQL; folders are pytest's to remove."""
    site.end()
    if POSTGRESQL:
        name = urlsplit(site.environment["DATABASE_URL"]).path[1:]
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def badges(folder, files=None, texts=None):
    """Copy the sources of the third-party plugin, with more files and other texts."""
    shutil.copytree(BADGES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    sources = (folder / "pyproject.toml", folder / "lms_badges" / "apps.py")
    for old, new in (texts or {}).items():
        assert any(old in path.read_text() for path in sources)
        for path in sources:
            path.write_text(path.read_text().replace(old, new))
    for name, text in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def changes(before, after):
    """Return what was taken away and what was added, by table or set."""
    return {
        name: (
            sorted({*before.get(name, ())} - now),
            sorted(now - {*before.get(name, ())}),
        )
        for name in before.keys() | after.keys()
        if (now := {*after.get(name, ())}) != {*before.get(name, ())}
        or (name in before) != (name in after)
    }


def wheel(source, target):
    """Build the wheel of a source folder and return its path."""
    spec = importlib.util.spec_from_file_location(
        "wheel_maker", source / "wheel_maker.py"
    )
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    return target / maker.build_wheel(target)
