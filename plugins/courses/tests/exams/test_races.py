"""Processes that begin at once begin one attempt, and hand it in once."""

import os

import psycopg
import pytest

from tests.databases import copy_migrated, migrated_template
from tests.warm import WarmPython

IS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
NAME = f"starters_{os.getpid()}"
pytestmark = [pytest.mark.slow]


@pytest.fixture
def database(tmp_path):
    """The address of a migrated database of its own."""
    if not IS_POSTGRES:
        copy_migrated(str(tmp_path / "starters.sqlite3")).close()
        yield f"sqlite:///{tmp_path / 'starters.sqlite3'}"
        return
    url = os.environ["DATABASE_URL"]
    template = migrated_template(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template}"')
        yield f"{url.rpartition('/')[0]}/{NAME}"
        connection.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def test_processes_at_once_begin_one_attempt_and_mark_it_once(database):
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": database})
    processes = []
    for late in ((), (), ("late",)):
        process = python.start("-m", "plugins.courses.tests.starters", *late)
        processes.append(process)
        assert process.stdout.readline() == "ready\n"

    def at_once():
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        return [process.stdout.readline().strip() for process in processes]

    keys = at_once()
    assert keys[0]
    assert len({*keys}) == 1
    assert {*at_once()} == {"1 1 1"}
    for process in processes:
        process.finish()
    python.end()
