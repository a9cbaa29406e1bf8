from django.db import migrations

from plugins.certification.services.first_schemes import add_first_scheme


def add(apps, schema_editor):
    """Let a site that has just got the plugin begin with a ladder."""
    add_first_scheme(apps.get_model)


class Migration(migrations.Migration):

    dependencies = [("lms_certification", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
