import pytest

from lms.enums import Role


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def trainer(client_as):
    return client_as(Role.TRAINER)


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Keep keys of tests apart from those of the checkout."""
    settings.DATA_DIR = tmp_path
    return tmp_path
