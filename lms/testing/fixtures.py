"""Fixtures for tests of plugins."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
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
def changing_tables(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Let a test drop tables, in a transaction that brings them back."""
    with django_db_blocker.unblock():
        # SQLite changes tables only while it looks at no foreign keys, and it can
        # stop looking only outside of a transaction.
        connection.disable_constraint_checking()
        try:
            with _rolled_back():
                yield
        finally:
            connection.enable_constraint_checking()
            ContentType.objects.clear_cache()


@contextmanager
def _rolled_back() -> Iterator[None]:
    outermost = transaction.atomic()
    outermost._from_testcase = True  # type: ignore[attr-defined] # noqa: SLF001 (what must be durable goes on)
    with outermost, connection.execute_wrapper(_check_keys_first):
        yield
        transaction.set_rollback(True)


def _check_keys_first(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """Check the keys that wait for the commit: until then PostgreSQL drops no table."""
    if connection.vendor == "postgresql" and str(sql).startswith(("ALTER ", "DROP ")):
        with connection.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return execute(sql, *rest)
