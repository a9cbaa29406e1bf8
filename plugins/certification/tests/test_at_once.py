"""Two managers act at the same moment: one certificate, on both databases."""

import os

import psycopg
import pytest

from tests.databases import copy_migrated, migrated_template
from tests.warm import WarmPython

IS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
NAME = f"deciding_{os.getpid()}"
pytestmark = [pytest.mark.slow]


@pytest.fixture
def database(tmp_path):
    """The address of a migrated database of its own."""
    if not IS_POSTGRES:
        copy_migrated(str(tmp_path / "deciding.sqlite3")).close()
        yield f"sqlite:///{tmp_path / 'deciding.sqlite3'}"
        return
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        template = migrated_template(url)
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template}"')
        yield f"{url.rpartition('/')[0]}/{NAME}"
        connection.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


@pytest.fixture
def pair(database):
    """Two processes that wait for an order."""
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": database})
    found = [
        python.start("-m", "plugins.certification.tests.deciding_at_once")
        for _each in "12"
    ]
    for process in found:
        assert process.stdout.readline() == "ready\n"
    yield found
    for process in found:
        process.finish()
    python.end()


def order(process, line):
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def heard(process):
    return [line.strip() for line in iter(process.stdout.readline, "done\n")]


def together(pair, *lines):
    for process, line in zip(pair, lines, strict=True):
        order(process, line)
    return [heard(process) for process in pair]


def reported(pair):
    order(pair[0], "report")
    return {name: int(number) for name, number in (line.split(":") for line in heard(pair[0]))}  # fmt: skip


def test_two_who_grant_at_once_issue_one_certificate(pair):
    order(pair[0], "prepare")
    heard(pair[0])

    said = together(pair, "grant", "grant")

    assert said == [["taken"] * 12] * 2
    found = reported(pair)
    assert (found["renewed"], found["decided"], found["superseded"]) == (12, 12, 12)
    assert (found["standing"], found["open"]) == (1, 0)


def test_what_is_revoked_and_renewed_at_once_is_one_of_both(pair):
    order(pair[0], "prepare")
    heard(pair[0])

    granted, revoked = together(pair, "grant", "revoke")

    assert {*granted} <= {"taken", "NotMetError"}
    assert {*revoked} <= {"taken", "ElsewhereError"}
    found = reported(pair)
    assert found["revoked"] + found["superseded"] == 12
    assert found["revoked"] == revoked.count("taken")
    assert found["renewed"] == granted.count("taken")
    assert found["standing"] <= 1


def test_whoever_applies_twice_at_once_is_on_the_way_once(pair):
    order(pair[0], "prepare")
    heard(pair[0])
    for step in ("revoke", "withdraw"):
        order(pair[0], step)
        assert heard(pair[0]) == ["taken"] * 12

    said = together(pair, "apply", "apply")

    assert said == [["taken"] * 12] * 2
    assert reported(pair)["open"] == 1
