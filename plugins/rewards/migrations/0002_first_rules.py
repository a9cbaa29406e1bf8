from django.db import migrations

from plugins.rewards.services.first_rules import add_first_rules


def add(apps, schema_editor):
    """Let a site that has just got the plugin begin with rules."""
    label = "lms_rewards"
    add_first_rules(apps.get_model(label, "Rule"), apps.get_model(label, "RuleVersion"))


class Migration(migrations.Migration):

    dependencies = [("lms_rewards", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
