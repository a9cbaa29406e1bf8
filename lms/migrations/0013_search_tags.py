"""An entry of the index keeps each of its tags as one character, no more as a line."""

from django.db import migrations

from lms.search.backends import layout
from lms.search.marks import TABLE, mark_of

_NUMBER = {
    "sqlite": "integer PRIMARY KEY",
    "postgresql": "integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}


def take_characters(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        number = _NUMBER.get(vendor, "integer PRIMARY KEY")
        cursor.execute(f"CREATE TABLE {TABLE} (id {number}, name text NOT NULL UNIQUE)")
        if vendor != "sqlite":
            _change_tags(cursor)
            return
        for statement in layout.without_triggers():  # the texts stay as they are
            cursor.execute(statement)
        _change_tags(cursor)
        for statement in (*layout.keys(), *layout.triggers()):
            cursor.execute(statement)


def _change_tags(cursor):
    cursor.execute(f"SELECT DISTINCT tags FROM {layout.TABLE}")
    told = {lines: list(filter(None, lines.split("\n"))) for (lines,) in cursor.fetchall()}
    names = sorted({name for called in told.values() for name in called})
    cursor.executemany(
        f"INSERT INTO {TABLE} (name) VALUES (%s)", [(name,) for name in names]
    )
    cursor.execute(f"SELECT name, id FROM {TABLE}")
    marks = {name: mark_of(number) for name, number in cursor.fetchall()}
    cursor.execute("CREATE TEMPORARY TABLE told (lines text PRIMARY KEY, marks text)")
    cursor.executemany(
        "INSERT INTO told VALUES (%s, %s)",
        [(lines, "".join(marks[name] for name in each)) for lines, each in told.items()],
    )
    cursor.execute(
        f"UPDATE {layout.TABLE} SET tags = (SELECT marks FROM told WHERE lines = tags)"
        " WHERE tags <> ''"
    )
    cursor.execute("DROP TABLE told")


class Migration(migrations.Migration):
    dependencies = [("lms", "0012_search_names")]

    operations = [migrations.RunPython(take_characters, migrations.RunPython.noop)]
