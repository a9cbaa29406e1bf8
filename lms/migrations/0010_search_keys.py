"""An entry of the index keeps its tags; SQLite finds the object of a hit in a table."""

from django.db import migrations

from lms.search.backends import layout


def lay_out(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {layout.TABLE} ADD COLUMN tags text NOT NULL DEFAULT ''"
        )
        if schema_editor.connection.vendor != "sqlite":
            return
        for statement in (
            *layout.without_triggers(),
            f"DROP INDEX IF EXISTS {layout.KEYS}",
            *layout.keys(),
            *layout.names(),
            *layout.triggers(),
        ):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("lms", "0009_search_layout")]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
