"""Two processes that begin at once begin one attempt."""

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


def test_two_processes_that_start_at_once_begin_one_attempt(database):
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": database})
    processes = []
    for _each in range(2):
        process = python.start("-m", "plugins.courses.tests.starters")
        processes.append(process)
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    keys = [process.stdout.readline().strip() for process in processes]
    for process in processes:
        process.finish()
    python.end()
    assert keys[0]
    assert keys[0] == keys[1]
