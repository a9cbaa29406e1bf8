"""A rebuild on PostgreSQL: what others find and save meanwhile, and the swap at its end.

SQLite's is tested in `test_indexing`.
"""

import os
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.databases import migrated_template
from tests.warm import WarmPython

IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
pytestmark = [pytest.mark.slow, pytest.mark.database]


@pytest.fixture
def python():
    if not IS_POSTGRESQL:
        pytest.skip("SQLite fills tables beside the old ones.")
    name, here = f"swap_{uuid.uuid4().hex}", os.environ["DATABASE_URL"]
    with psycopg.connect(here, autocommit=True) as connection:
        template = migrated_template(here)
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        environment = {
            **os.environ,
            "DATABASE_URL": urlsplit(here)._replace(path=f"/{name}").geturl(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.testing",
        }
        made = WarmPython(environment)
        yield made
        made.end()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_others_find_the_old_and_save_without_waiting_until_the_swap(python):
    rebuild = python.start("-m", "tests.lms.search.child", "rebuild beside others")

    code, out, error = rebuild.finish()

    assert code == 0, error
    assert out.splitlines() == [
        "before: moon 0, star 2",
        "meanwhile: moon 0, star 2",
        "saved: moon 0, star 3",
        "after: moon 1, star 2",
    ]
