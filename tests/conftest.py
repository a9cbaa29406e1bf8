"""What tests of all rooms share."""

import os

import pytest
from django.db import connection, transaction
from django.test import Client

from knowledge_base.services.library import prepare_library
from tests.databases import copy_migrated, migrated_template
from tests.factories.people import UserFactory

pytest_plugins = ["lms.testing"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_createdb
):
    """Begin with a copy of a migrated database, unless `--create-db` asks otherwise."""
    if django_db_createdb:
        yield
    elif connection.vendor == "postgresql":
        template = migrated_template(os.environ["DATABASE_URL"])
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        yield
    else:
        kept = copy_migrated(connection.creation._get_test_db_name())  # noqa: SLF001
        yield
        kept.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what may touch the database: pytest-django refuses it to all others."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in item.fixturenames:
            item.add_marker("database")


@pytest.fixture(scope="module")
def prepared_library(django_db_setup, django_db_blocker):
    """Prepare the library once for a module, whose tests each undo only their own.

    On SQLite only: the tests' connection to PostgreSQL is closed after each of them,
    and with it what was prepared; there the factories prepare it for each test.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with django_db_blocker.unblock():
        prepared = transaction.atomic()
        prepared.__enter__()
        prepare_library()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        prepared.__exit__(None, None, None)


@pytest.fixture
def client_as(db):
    """Return a function: a role (or "admin") in, a signed-in client out.

    The person is `client.user`; give `user=` to sign in somebody in particular.
    """

    def sign_in(role=None, *, user=None):
        client = Client()
        client.user = user or UserFactory(role=role)
        client.force_login(client.user)
        return client

    return sign_in
