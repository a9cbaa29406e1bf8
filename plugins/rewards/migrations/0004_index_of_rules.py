from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("lms_rewards", "0003_index_of_months")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerevent",
            index=models.Index(
                fields=["rule_version", "kind", "holder", "effective_on", "points"],
                name="lms_rewards_of_rule",
            ),
        ),
    ]
