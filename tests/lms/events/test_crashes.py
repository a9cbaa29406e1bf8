"""Nothing is lost when a process is killed, and nothing is handled twice at once."""

import os
import signal
import uuid
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.databases import copy_migrated, migrated_template
from tests.warm import WarmPython

IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
pytestmark = [pytest.mark.slow, pytest.mark.database]
KEYS = [f"{number:02}" for number in range(30)]


@pytest.fixture(scope="module")
def database_url(tmp_path_factory):
    """The address of a database which several processes share."""
    if IS_POSTGRESQL:
        name = f"/events_{uuid.uuid4().hex}"
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=name).geturl()
    return f"sqlite:///{tmp_path_factory.mktemp('events')}/events.sqlite3"


@pytest.fixture(scope="module")
def python(database_url):
    """Django, started once for all processes."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "lms.settings.testing",
    }
    made = WarmPython(environment)
    yield made
    made.end()


@pytest.fixture
def database(database_url):
    """The database, filled anew for each test."""
    path = urlsplit(database_url).path
    if not IS_POSTGRESQL:
        for left in Path(path).parent.iterdir():
            left.unlink()
        with closing(copy_migrated(path)) as made:
            made.execute("DELETE FROM lms_eventcursor")
            made.commit()
        yield
        return
    template, name = migrated_template(os.environ["DATABASE_URL"]), path[1:]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def start(python, database):
    def start(*arguments):
        return python.start("-m", "tests.lms.events.child", *arguments)

    return start


def finish(process, code=0):
    ended, out, error = process.finish()
    assert ended == code, error
    return out.split()


@pytest.mark.cases
@pytest.mark.parametrize(
    "moment", ["before the dispatch", "inside the listener", "after the listener"]
)
def test_a_kill_loses_nothing_and_repeats_nothing(start, moment):
    finish(start(f"die {moment}", "a"), code=-signal.SIGKILL)

    assert finish(start("catch up")) == ["a"]


def test_several_dispatchers_hand_over_each_event_once_and_in_order(start):
    finish(start("tell without handing on", *KEYS))

    for worker in [start("work") for _number in range(3)]:
        finish(worker)

    assert finish(start("catch up")) == KEYS


def test_requests_that_publish_at_the_same_time_lose_nothing(start):
    people = [start("tell", *KEYS[number::3]) for number in range(3)]
    for person in people:
        finish(person)

    assert sorted(finish(start("catch up"))) == KEYS


def test_of_two_that_come_by_at_once_one_does_the_job(start):
    both = [start("slow job") for _number in range(2)]
    for each in both:
        finish(each)

    assert finish(start("catch up")) == ["done"]


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has one writer at a time")
def test_what_began_earlier_and_was_committed_later_is_handed_over(start):
    slow = start("hold", "began first")
    assert slow.stdout.readline().strip() == "held"

    assert finish(start("tell", "second")) == ["second"]
    slow.stdin.write("\n")
    slow.stdin.flush()

    assert finish(slow)[0] == "second"
    assert finish(start("catch up")) == ["second", "began", "first"]
