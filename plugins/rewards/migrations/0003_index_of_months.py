from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("lms_rewards", "0002_first_rules")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerevent",
            index=models.Index(
                fields=["holder", "kind", "effective_on", "points"],
                name="lms_rewards_of_months",
            ),
        ),
    ]
