"""Fixtures for tests of plugins."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from lms.enums import Role
from lms.plugins.switching import disable, enable
from lms.testing.samples import make_person


@pytest.fixture
def plugin_on(db: None) -> Callable[[str], list[str]]:
    """Return a function that switches a plugin on, and what it requires."""
    return lambda label: enable(label, with_required=True)


@pytest.fixture
def plugin_off(db: None) -> Callable[[str], list[str]]:
    """Return a function that switches a plugin off, and what requires it."""
    return lambda label: disable(label, cascade=True)


@pytest.fixture
def client_as(db: None) -> Callable[..., Client]:
    """Return a function: a role, "admin" for a superuser or None in, a client out."""

    def sign_in(role: Role | str | None = None) -> Client:
        client: Any = Client()
        is_admin = role == "admin"
        client.user = make_person(
            None if is_admin or role is None else Role(role), superuser=is_admin
        )
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def changing_tables(_unwatched_keys: None, db: None) -> Iterator[None]:
    """Let a test drop tables, in a transaction that brings them back."""
    with connection.execute_wrapper(_check_keys_first):
        yield
    ContentType.objects.clear_cache()


@pytest.fixture
def _unwatched_keys(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Let SQLite look at no foreign keys, or it changes no table.

    It can stop looking only outside of a transaction, so this comes before `db`.
    """
    with django_db_blocker.unblock():
        connection.disable_constraint_checking()
    yield
    with django_db_blocker.unblock():
        connection.enable_constraint_checking()


def _check_keys_first(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """Check the keys that wait for the commit: until then PostgreSQL drops no table."""
    if connection.vendor == "postgresql" and str(sql).startswith(("ALTER ", "DROP ")):
        with connection.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return execute(sql, *rest)
