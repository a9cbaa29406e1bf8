from django.db import migrations


class Migration(migrations.Migration):
    run_before = [("wagtailcore", "0002_initial_data")]
