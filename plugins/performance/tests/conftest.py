import pytest

from lms.enums import Role


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


@pytest.fixture
def keeper(django_user_model):
    from tests.factories.people import UserFactory

    return UserFactory(role=Role.MANAGER)
