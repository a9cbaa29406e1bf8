"""How PostgreSQL lays out a row of the index."""

from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection

from tests.factories.knowledge_base import FaqFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
        reason="SQLite's index has tables of its own",
    ),
]
migration = import_module("lms.migrations.0015_search_columns")


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def columns():
    names = asked(
        "SELECT attname FROM pg_attribute"
        " WHERE attrelid = 'wagtailsearch_indexentry'::regclass"
        " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    return [name for (name,) in names]


def indexes():
    return asked(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = 'wagtailsearch_indexentry' ORDER BY 1"
    )


def entries():
    return asked(
        "SELECT content_type_id, object_id, title_norm, tags, autocomplete, title, body"
        " FROM wagtailsearch_indexentry ORDER BY 1, 2"
    )


def test_what_is_counted_of_a_hit_stands_before_its_vectors():
    names = columns()

    assert max(map(names.index, ("content_type_id", "object_id", "tags"))) < min(
        map(names.index, ("autocomplete", "title", "body"))
    )


def test_an_index_that_is_laid_out_anew_keeps_its_rows_and_indexes():
    FaqFactory(question="退款多久到账？", tags=["退款", "支付"])
    before = entries(), indexes()

    with connection.schema_editor() as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migration.put_vectors_last(None, editor)

    assert before[0]
    assert (entries(), indexes()) == before
