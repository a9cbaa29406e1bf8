from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("lms_rewards", "0004_index_of_rules")]

    operations = [
        migrations.AddField(
            model_name="merit",
            name="reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why"),
        ),
    ]
