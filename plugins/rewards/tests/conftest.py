import pytest

from lms.plugins.switching import enable


@pytest.fixture
def rewards(db):
    """Switch the plugin on; it brings its first rules."""
    enable("lms_rewards")
