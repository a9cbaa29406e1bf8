import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.search.sources import (
    Presentation,
    SearchSource,
    register_source,
    registered_sources,
    unregister_source,
)


class NoteSource(SearchSource):
    kind = "note"
    label = "Notes"

    def visible_for(self, user):
        raise NotImplementedError

    def present(self, obj):
        return Presentation(title="", url="")


class OtherSource(NoteSource):
    pass


@pytest.fixture
def note():
    source = NoteSource()
    register_source(source)
    yield source
    unregister_source("note")


@pytest.mark.django_db
def test_a_source_is_registered_once(note):
    again = NoteSource()
    register_source(again)

    assert again in registered_sources()
    assert note not in registered_sources()


def test_a_kind_belongs_to_one_source(note):
    with pytest.raises(ImproperlyConfigured, match="already taken by NoteSource"):
        register_source(OtherSource())
