import pytest

from lms.enums import Role
from lms.plugins.adjusting import change_settings, fingerprint
from lms.plugins.models import PluginState
from plugins.complaints.apps import ComplaintsConfig


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


@pytest.fixture
def settings_of_complaints(db):
    """Return a function that sets settings of the plugin."""

    def put(**values):
        change_settings(
            label="lms_complaints",
            declared=ComplaintsConfig.settings,
            values=values,
            seen=fingerprint(PluginState.objects.get(label="lms_complaints").settings),
        )

    return put
