import pytest

from lms.enums import Role
from lms.plugins.adjusting import change_settings, fingerprint
from lms.plugins.models import PluginState
from plugins.surveys.apps import SurveysConfig


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def trainer(client_as):
    return client_as(Role.TRAINER)


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


@pytest.fixture
def settings_of_surveys(db):
    """Return a function that sets settings of the plugin."""

    def put(**values):
        change_settings(
            label="lms_surveys",
            declared=SurveysConfig.settings,
            values=values,
            seen=fingerprint(PluginState.objects.get(label="lms_surveys").settings),
        )

    return put
