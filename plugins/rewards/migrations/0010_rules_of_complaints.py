from django.db import migrations

from plugins.rewards.services.first_rules import add_first_rules


def add(apps, schema_editor):
    """Offer rules for complaints of the register, switched off."""
    label = "lms_rewards"
    add_first_rules(apps.get_model(label, "Rule"), apps.get_model(label, "RuleVersion"))


class Migration(migrations.Migration):

    dependencies = [("lms_rewards", "0009_taken_back_from_funds")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
