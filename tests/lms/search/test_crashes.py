"""A process that is killed between the commit and the index loses nothing."""

import os
import signal
from contextlib import closing

import pytest
from django.conf import settings

from tests.databases import copy_migrated
from tests.warm import WarmPython

IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.database]


@pytest.fixture
def python(tmp_path):
    if IS_POSTGRESQL:
        pytest.skip("The kill is the same on both.")
    path = tmp_path / "search.sqlite3"
    with closing(copy_migrated(str(path))):
        pass
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "lms.settings.testing",
    }
    made = WarmPython(environment)
    yield made
    made.end()


def test_a_kill_between_commit_and_index_loses_nothing(python):
    killed = python.start("-m", "tests.lms.search.child", "save and die").finish()
    assert killed[0] == -signal.SIGKILL, killed

    code, out, error = python.start("-m", "tests.lms.search.child", "catch up").finish()

    assert (code, out.split()) == (0, ["0", "1"]), error
