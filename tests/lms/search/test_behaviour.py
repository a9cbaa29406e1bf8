"""The promises of search, kept by the index of the database in use."""

import pytest
from wagtail.search.models import IndexEntry

from tests.lms.search.behaviour import SearchBehaviour
from tests.lms.search.mending import MendingBehaviour
from tests.lms.search.merging import MergingBehaviour

pytestmark = pytest.mark.django_db


class TestDatabase(SearchBehaviour, MergingBehaviour, MendingBehaviour):
    """SQLite, or PostgreSQL where the tests run on that."""

    @pytest.fixture
    def index(self):
        return IndexEntry.objects.all()

    def lose(self, index, item):
        _entries(index, item).delete()

    def date_back(self, index, item):
        _entries(index, item).update(title_norm=0.5)

    def leave(self, index, item):
        (entry,) = _entries(index, item)
        entry.pk, entry.object_id = None, "987654"
        entry.save()


def _entries(index, item):
    return index.filter(
        object_id=str(item.pk), content_type__model=item._meta.model_name
    )
