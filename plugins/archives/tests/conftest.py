import pytest

from lms.enums import Role


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


@pytest.fixture
def keeper(manager):
    return manager.user
