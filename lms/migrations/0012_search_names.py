"""SQLite's index has a full text of titles and labels alone."""

from django.db import migrations

from lms.search.backends import layout


def lay_out(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in (
            *layout.without_triggers(),
            *layout.names(),
            *layout.triggers(),
        ):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("lms", "0011_search_vectors")]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
