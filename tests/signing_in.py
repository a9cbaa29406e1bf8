"""Somebody at a browser, in place of the fixture of that name in lms.testing."""

import pytest
from django.test import Client

from tests.factories.people import UserFactory


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
