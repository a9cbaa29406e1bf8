"""The promises of search, kept by the index of the database in use."""

import pytest

from tests.lms.search.behaviour import SearchBehaviour

pytestmark = pytest.mark.django_db


class TestDatabase(SearchBehaviour):
    """SQLite, or PostgreSQL where the tests run on that."""
