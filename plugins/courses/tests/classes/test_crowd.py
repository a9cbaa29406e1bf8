"""Eight processes sign the same person in at once, on a database of their own."""

import os

import psycopg
import pytest

from tests.databases import copy_migrated, migrated_template
from tests.warm import WarmPython

IS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
PROCESSES = 8
NAME = f"crowd_{os.getpid()}"
pytestmark = [pytest.mark.slow]


@pytest.fixture
def database(tmp_path):
    """The address of a migrated database of its own."""
    if not IS_POSTGRES:
        copy_migrated(str(tmp_path / "crowd.sqlite3")).close()
        yield f"sqlite:///{tmp_path / 'crowd.sqlite3'}"
        return
    url = os.environ["DATABASE_URL"]
    template = migrated_template(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template}"')
        yield f"{url.rpartition('/')[0]}/{NAME}"
        connection.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def said(processes, act):
    """Let them begin together; return what each says."""
    for process in processes:
        process.stdin.write(f"{act}\n")
        process.stdin.flush()
    return [
        line.strip()
        for process in processes
        for line in iter(process.stdout.readline, "done\n")
    ]


def test_parallel_sign_ins_give_one_row(database):
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": database})
    crowd = [
        python.start("-m", "plugins.courses.tests.classes.attackers", str(number))
        for number in range(PROCESSES)
    ]
    for process in crowd:
        assert process.stdout.readline() == "ready\n"
    said(crowd[:1], "prepare")

    states = said(crowd, "sign")
    rows = said(crowd[:1], "report")
    for process in crowd:
        process.finish()
    python.end()

    assert states == ["present"] * (PROCESSES * 3)
    assert rows == ["1", "1"]
