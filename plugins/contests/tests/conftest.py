import pytest

from lms.enums import Role


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)
