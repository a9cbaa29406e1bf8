"""The apps can be added to an existing Wagtail site with its own user model."""

import os
from pathlib import Path

import pytest

from tests.warm import libraries

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_people_of_a_foreign_site_can_search_and_read(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.foreign_site.settings",
        "FOREIGN_DATABASE": str(tmp_path / "foreign.sqlite3"),
        "PYTHONPATH": str(ROOT),
    }

    process = libraries().start(["-m", "tests.foreign_site.smoke"], environment)

    _code, out, errors = process.finish()
    assert "smoke test passed" in out, out + errors
