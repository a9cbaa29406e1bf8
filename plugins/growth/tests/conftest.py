import pytest

from lms.enums import Role
from plugins.growth.tests.factories import make_house


@pytest.fixture
def house(db):
    """A team with a leader and a member, a post with two needs."""
    return make_house()


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


@pytest.fixture
def trainer(client_as):
    return client_as(Role.TRAINER)
