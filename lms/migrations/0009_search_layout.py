"""SQLite's index keeps each text once.

Nothing is lost: the full text is made again of the entries. What keeps it as they are,
the next migration adds.
"""

from django.db import migrations

from lms.search.backends import layout


def lay_out(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in (
            *layout.without_triggers(),
            f"DROP TABLE IF EXISTS {layout.FTS}",
            layout.full_text(),
            f"INSERT INTO {layout.FTS} ({layout.FTS}) VALUES ('rebuild')",
        ):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("lms", "0008_search_log"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
