"""The apps can be added to an existing Wagtail site with its own user model."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_people_of_a_foreign_site_can_search_and_read(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.foreign_site.settings",
        "FOREIGN_DATABASE": str(tmp_path / "foreign.sqlite3"),
        "PYTHONPATH": str(ROOT),
    }

    run = subprocess.run(
        [sys.executable, "-m", "tests.foreign_site.smoke"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "smoke test passed" in run.stdout, run.stdout + run.stderr
