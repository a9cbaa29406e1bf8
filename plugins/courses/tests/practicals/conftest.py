import pytest

from lms.enums import Role
from tests.factories.people import UserFactory


@pytest.fixture
def organiser():
    """Somebody who plans practicals."""
    return UserFactory(role=Role.TRAINER)
