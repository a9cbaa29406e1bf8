"""Several at once, each a process of its own, on the database that the tests use."""

import os

import psycopg
import pytest

from plugins.surveys.tests.answerers import PEOPLE
from tests.databases import copy_migrated, migrated_template
from tests.warm import WarmPython

IS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
NAME = f"surveys_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
PROCESSES = 4


@pytest.fixture
def database(tmp_path):
    """The address of a migrated database of its own."""
    if not IS_POSTGRES:
        copy_migrated(str(tmp_path / "surveys.sqlite3")).close()
        yield f"sqlite:///{tmp_path / 'surveys.sqlite3'}"
        return
    url = os.environ["DATABASE_URL"]
    template = migrated_template(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template}"')
        yield f"{url.rpartition('/')[0]}/{NAME}"
        connection.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


@pytest.fixture
def processes(database):
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": database})
    found = [
        python.start("-m", "plugins.surveys.tests.answerers")
        for _each in range(PROCESSES)
    ]
    for process in found:
        assert process.stdout.readline() == "ready\n"
    yield found
    for process in found:
        process.finish()
    python.end()


def order(processes, name):
    """Let them begin together; return what each says."""
    for process in processes:
        process.stdin.write(f"{name}\n")
        process.stdin.flush()
    return [process.stdout.readline().strip() for process in processes]


@pytest.mark.once
def test_however_many_answer_at_once_each_is_counted_once(processes):
    order(processes[:1], "prepare")

    taken = order(processes, "answer")

    assert sum(map(int, taken)) == PEOPLE
    assert order(processes[:1], "count") == [f"{PEOPLE} {PEOPLE}"]
