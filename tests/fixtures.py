"""What tests of all rooms share, those in the folders of plugins too."""

import gc
import os
import re

import psycopg
import pytest
from django.core import management
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import settings

from tests.databases import copy_migrated, migrated_template
from tests.migrating import hasten
from tests.warm import WarmPython

pytest_plugins = ["lms.testing", "tests.references"]
# Most of what there is stays until the end: looking through it seldom saves a tenth.
gc.set_threshold(100_000, 50, 100)
hasten()
DATABASES = {"db", "own_database"}
"""Fixtures that bring one."""
COUNTS_QUERIES = re.compile(r"_as_(much|many)_.*(one|30|week)|_\d+_queries")
"""Names of tests such as `test_pages_ask_as_much_for_thirty_as_for_one`."""
# How long is for benchmarks to say. What was tried at length is tried again shortly.
settings.register_profile("untimed", deadline=None)
settings.register_profile("again", deadline=None, max_examples=20)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def _setting_up():
    """Return what is patched while the database is set up."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_createdb, _setting_up
):
    """Begin with a copy of a migrated database, unless `--create-db` asks otherwise.

    Such a copy is not migrated again, in vain, by each worker.
    """
    if django_db_createdb:
        yield
        return
    _setting_up.setattr(management, "call_command", lambda *_args, **_options: None)
    if connection.vendor == "postgresql":
        template = migrated_template(os.environ["DATABASE_URL"])
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        yield
    else:
        kept = copy_migrated(connection.creation._get_test_db_name())  # noqa: SLF001 (its only name)
        yield
        kept.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, _setting_up):
    """Keep the one connection to PostgreSQL, which Django closes after each test."""
    _setting_up.undo()
    if connection.vendor != "postgresql":
        yield
        return
    connection.close = lambda: None
    yield
    del connection.close


@pytest.fixture
def own_database(tmp_path):
    """The address of a migrated database of the test's own, for other processes."""
    if connection.vendor != "postgresql":
        copy_migrated(str(tmp_path / "own.sqlite3")).close()
        yield f"sqlite:///{tmp_path / 'own.sqlite3'}"
        return
    url, name = os.environ["DATABASE_URL"], f"own_{os.getpid()}"
    template = migrated_template(url)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        # Processes that wait for each other without end are to fail, not to hang.
        server.execute(f'ALTER DATABASE "{name}" SET statement_timeout = 60000')
        yield f"{url.rpartition('/')[0]}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def start_processes(own_database):
    """Return a function that runs modules on it; each has said that it is ready."""
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": own_database})
    begun = []

    def start(module, *arguments):
        """Start one for each argument."""
        found = [python.start("-m", module, str(each)) for each in arguments]
        begun.extend(found)
        for process in found:
            assert process.stdout.readline() == "ready\n", process.finish()
        return found

    yield start
    for process in begun:
        process.finish()
    python.end()


def pytest_addoption(parser):
    """Let a repeat of the tests be shorter."""
    said = "of a test with several cases run the first alone"
    parser.addoption("--first-cases", action="store_true", help=said)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Mark what may touch the database: pytest-django refuses it to all others.

    What counts queries is marked to be tried once: code asks one database as often as
    the other. Those that touch none come first: while one worker migrates, another need not wait. Journeys
    come last: beside the browser's loop of events Django refuses the database.
    """
    for item in items:
        if item.get_closest_marker("django_db") or DATABASES & {*item.fixturenames}:
            item.add_marker("database")
        if COUNTS_QUERIES.search(item.name):
            item.add_marker("once")
    yield
    items.sort(key=_turn)
    if config.getoption("first_cases"):
        kept = _first_cases(items)
        config.hook.pytest_deselected(items=[*{*items} - {*kept}])
        items[:] = kept


def _first_cases(items):
    first = {item.nodeid.partition("[")[0]: item for item in reversed(items)}
    kept = {*first.values()}
    if connection.vendor == "postgresql":
        kept |= {item for item in items if item.get_closest_marker("cases")}
    return [item for item in items if item in kept]


def _turn(item):
    markers = [item.get_closest_marker(name) for name in ("database", "journey")]
    return [marker is not None for marker in reversed(markers)]


@pytest.fixture(autouse=True)
def forgotten():
    """Forget the language of whoever was served last, and what was cached for others."""
    translation.deactivate()
    cache.clear()


@pytest.fixture
def processor_time():
    """Return a clock that stands still while processors work for others."""
    return lambda: sum(os.times()[:4])  # of this process and of children that ended


@pytest.fixture
def lose_index(db):
    """Return a function that takes the index of search away, as it may go away."""

    def lose():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # none may be pending
                cursor.execute("DROP TABLE wagtailsearch_indexentry")
            else:
                for kind in ("fts", "names"):
                    cursor.execute(f"DROP TABLE wagtailsearch_indexentry_{kind}")

    return lose
