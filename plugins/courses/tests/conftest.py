import pytest

from lms.enums import Role


@pytest.fixture
def learner(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def trainer(client_as):
    return client_as(Role.TRAINER)
