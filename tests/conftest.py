"""What tests of all rooms share."""

import os

import pytest
from django.db import connection
from django.test import Client

from tests.databases import copy_migrated, migrated_template
from tests.factories.people import UserFactory


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
