from django.db import migrations

from plugins.rewards.services.first_rules import add_first_rules


def add(apps, schema_editor):
    """Let mentoring and praise by customers have rules, too."""
    label = "lms_rewards"
    add_first_rules(apps.get_model(label, "Rule"), apps.get_model(label, "RuleVersion"))


class Migration(migrations.Migration):

    dependencies = [("lms_rewards", "0007_hard_task")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
