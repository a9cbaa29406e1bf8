import pytest

from lms.enums import Role
from tests.factories.people import UserFactory


@pytest.fixture
def me():
    return UserFactory()


@pytest.fixture
def boss():
    return UserFactory(role=Role.MANAGER)


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)
