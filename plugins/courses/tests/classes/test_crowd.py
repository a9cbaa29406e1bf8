"""Eight processes do the same to a class at once, on a database of their own."""

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


@pytest.fixture
def crowd(database):
    """Processes that wait for the name of an act."""
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": database})
    found = [
        python.start("-m", "plugins.courses.tests.classes.attackers", str(number))
        for number in range(PROCESSES)
    ]
    for process in found:
        assert process.stdout.readline() == "ready\n"
    said(found[:1], "prepare")
    yield found
    for process in found:
        process.finish()
    python.end()


def test_parallel_sign_ins_give_one_row(crowd):
    states = said(crowd, "sign")

    assert states == ["present"] * (PROCESSES * 3)
    assert said(crowd[:1], "report") == ["1", "1"]


def test_last_places_are_given_once_moves_are_made_once_and_marking_goes_on(crowd):
    said(crowd[:1], "crowded")

    joined, booked = said(crowd, "join"), said(crowd, "book")
    said(crowd, "move")

    assert sorted(joined) == [*["full"] * (PROCESSES - 1), "in"]
    assert sorted(booked) == ["booked", *["full"] * (PROCESSES - 1)]
    assert said(crowd[:1], "moved") == ["1.0"]
    assert said(crowd, "mark_or_cancel") == ["done with it"] * PROCESSES
