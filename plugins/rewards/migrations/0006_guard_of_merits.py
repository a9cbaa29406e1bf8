from django.db import migrations

from plugins.rewards import guards


def guard(apps, schema_editor):
    """Let the database keep that another decides than whoever proposed."""
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("lms_rewards", "0005_reason_of_merits")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
