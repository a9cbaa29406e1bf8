"""Two judges hand in at the same moment: one mark, one result, on both databases."""

import os

import psycopg
import pytest

from tests.databases import copy_migrated, migrated_template
from tests.warm import WarmPython

IS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
NAME = f"judging_{os.getpid()}"
SITTINGS = 12
pytestmark = [pytest.mark.slow]


@pytest.fixture
def database(tmp_path):
    """The address of a migrated database of its own."""
    if not IS_POSTGRES:
        copy_migrated(str(tmp_path / "judging.sqlite3")).close()
        yield f"sqlite:///{tmp_path / 'judging.sqlite3'}"
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
        python.start("-m", "plugins.courses.tests.practicals.judging_at_once")
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
    lines = []
    while (line := process.stdout.readline()) != "done\n":
        assert line, process.finish()  # it died
        lines.append(line.strip())
    return lines


def test_two_who_hand_in_at_once_give_one_result(pair):
    order(pair[0], f"prepare {SITTINGS}")
    sheets = [line.split() for line in heard(pair[0])]

    for process, keys in zip(pair, zip(*sheets, strict=True), strict=True):
        order(process, " ".join(["submit", *keys]))
    submitted = [line for process in pair for line in heard(process)]
    order(pair[0], "report")

    assert len(submitted) == 2 * SITTINGS
    assert heard(pair[0]) == [f"{SITTINGS} {SITTINGS} {SITTINGS}"]


def test_a_correction_and_another_mark_of_the_same_person_do_not_stop_each_other(pair):
    order(pair[0], "prepare 0")
    heard(pair[0])
    order(pair[0], f"rivals {SITTINGS}")
    decided, ahead = zip(*(line.split() for line in heard(pair[0])), strict=True)

    order(pair[0], " ".join(["correct", *decided]))
    order(pair[1], " ".join(["submit", *ahead]))

    assert len([line for process in pair for line in heard(process)]) == 2 * SITTINGS
    order(pair[0], "report")
    assert heard(pair[0])[0].split()[:2] == [str(2 * SITTINGS)] * 2
