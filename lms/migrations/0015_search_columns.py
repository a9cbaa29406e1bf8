"""In PostgreSQL's search index what is counted of each hit stands before its vectors.

A row is read from its beginning: behind two kilobytes of vectors the tags of a hit cost
as much as finding it.
"""

from django.db import migrations

_TABLE = "wagtailsearch_indexentry"
_VECTORS = ("autocomplete", "title", "body")
_KEPT = "id, object_id, title_norm, content_type_id, title_text, body_text, tags"


def put_vectors_last(apps, schema_editor):
    """Take the rows out, so that none keeps a place for the columns as they were."""
    if schema_editor.connection.vendor != "postgresql":
        return
    vectors, run = ", ".join(_VECTORS), schema_editor.execute
    indexes = _indexes(schema_editor)
    run(f"CREATE TEMPORARY TABLE kept AS SELECT {_KEPT}, {vectors} FROM {_TABLE}")
    run(f"TRUNCATE {_TABLE}")
    for name in _VECTORS:
        run(f"ALTER TABLE {_TABLE} DROP COLUMN {name}")
        run(f"ALTER TABLE {_TABLE} ADD COLUMN {name} tsvector NOT NULL")
        run(f"ALTER TABLE {_TABLE} ALTER COLUMN {name} SET STORAGE EXTERNAL")
    for definition in indexes:
        run(definition)
    run(f"INSERT INTO {_TABLE} ({_KEPT}, {vectors}) SELECT {_KEPT}, {vectors} FROM kept")
    run("DROP TABLE kept")


def _indexes(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = %s"
            " AND indexdef LIKE '%% USING gin %%'",
            [_TABLE],
        )
        return [definition for (definition,) in cursor.fetchall()]


class Migration(migrations.Migration):
    dependencies = [("lms", "0014_unread_by_kind")]

    operations = [migrations.RunPython(put_vectors_last, migrations.RunPython.noop)]
