import pytest
from django.apps import apps

from lms.plugins.switching import enable


@pytest.fixture
def rewards(db):
    """Switch the plugin on; it brings its first rules."""
    enable("lms_rewards")
    apps.get_app_config("lms_rewards").on_enable()
