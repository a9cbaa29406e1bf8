import pytest
from django.db import connection

from lms.search import checks


@pytest.mark.django_db
def test_a_site_that_is_set_up_has_nothing_to_say():
    assert checks.check_setting(None) == []
    assert checks.check_sqlite(None) == []
    assert checks.check_index(None, databases=["default"]) == []


def test_a_missing_index_is_named(lose_index):
    lose_index()

    (warning,) = checks.check_index(None, databases=["default"])

    assert warning.id == "lms.W102"


def test_another_back_end_is_named(settings):
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {"BACKEND": "modelsearch.backends.database"}
    }

    assert [warning.id for warning in checks.check_setting(None)] == ["lms.W101"]


def test_an_sqlite_without_full_text_search_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "fts5_available", lambda: False)

    errors = [error.id for error in checks.check_sqlite(None)]

    assert errors == (["lms.E101"] if connection.vendor == "sqlite" else [])


@pytest.mark.parametrize("url", ["9200", "ftp://host", "http://host/Up per"])
def test_a_search_server_without_an_address_is_refused(settings, url):
    pytest.importorskip("elasticsearch_dsl")
    assert checks.check_server(None) == []
    settings.WAGTAILSEARCH_BACKENDS = {"elasticsearch": {"URL": url}}

    (error,) = checks.check_server(None)

    assert error.id == "lms.E102"
    assert "SEARCH_URL" in error.msg
