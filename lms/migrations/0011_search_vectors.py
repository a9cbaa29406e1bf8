"""Keep the vectors of PostgreSQL's search index as they are, in their rows.

Compressed, each comparison unpacks them first, which takes four times as long.
"""

from django.db import migrations

_TABLE = "wagtailsearch_indexentry"
_COLUMNS = ("title", "autocomplete", "body")
_LONGEST_ROW = 8_160  # bytes; what is longer goes beside the table


def keep_plain(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _store(schema_editor, "EXTERNAL", f"SET (toast_tuple_target = {_LONGEST_ROW})")


def compress(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _store(schema_editor, "EXTENDED", "RESET (toast_tuple_target)")


def _store(schema_editor, storage, option):
    for column in _COLUMNS:
        schema_editor.execute(
            f"ALTER TABLE {_TABLE} ALTER COLUMN {column} SET STORAGE {storage}"
        )
    schema_editor.execute(f"ALTER TABLE {_TABLE} {option}")


class Migration(migrations.Migration):
    dependencies = [("lms", "0010_search_keys")]

    operations = [migrations.RunPython(keep_plain, compress)]
