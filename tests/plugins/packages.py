"""Plugins that tests write: whole ones and broken ones."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from textwrap import dedent

from tests.databases import copy_migrated
from tests.warm import WarmPython, libraries

ROOT = Path(__file__).parents[2]

MANIFEST = """
from lms.plugins import PluginConfig

class Config(PluginConfig):
    name = "{name}"
    label = "{name}"
    verbose_name = "{name}"
    version = "1.0"
    default_auto_field = "django.db.models.BigAutoField"
    {more}
"""


def write_plugin(folder, name, modules=None, more=""):
    """Write a package of this name with a manifest and modules by their file names."""
    package = folder / name
    files = {"__init__.py": "", "apps.py": MANIFEST.format(name=name, more=more)}
    for file, text in {**files, **(modules or {})}.items():
        path = package / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return f"{name} = {name}.apps:Config"


class PluginSite:
    """A site of its own database, in processes of its own, with certain plugins."""

    def __init__(self, folder):
        self.folder = folder
        self.plugins = []
        self.environment = {}
        self.warm = self.known = None
        with closing(copy_migrated(str(folder / "db.sqlite3"))):
            pass

    def run(self, *arguments, check=True):
        """Run Python with these arguments in the site; return what it did."""
        process = libraries().start(arguments, self._environment())
        done = subprocess.CompletedProcess(arguments, *process.finish())
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def manage(self, *arguments, check=True):
        """Run a command of manage.py."""
        return self.run("manage.py", *arguments, check=check)

    def visit(self, *steps):
        """Take steps in a fresh process, as `tests.plugins.visit` does; their results."""
        process = self._warm().start("-m", "tests.plugins.visit", json.dumps(steps))
        code, out, errors = process.finish()
        assert code == 0, out + errors
        return json.loads(out.splitlines()[-1])

    def end(self):
        """End what runs."""
        if self.warm:
            self.warm.end()
        self.warm = self.known = None

    def _warm(self):
        """Return a Python that knows what code and database say of plugins now."""
        state = self._environment(), self._state()
        if state != self.known:
            self.end()
            self.warm, self.known = WarmPython(state[0]), state
        return self.warm

    def _state(self):
        query = "SELECT label, name, migrated_to, tables FROM lms_plugins_pluginstate"
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as connection:
            stored = connection.execute(query).fetchall()
        files = self.folder.rglob("*.py")
        return sorted((file, file.stat().st_mtime_ns) for file in files), sorted(stored)

    def _environment(self):
        return {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "lms.settings.testing",
            "LMS_PLUGINS": ",".join(self.plugins),
            "PYPINYIN_NO_PHRASES": "true",  # a tenth of each start
            "PYTHONPATH": os.pathsep.join([str(self.folder), str(ROOT)]),
            **self.environment,
        }
