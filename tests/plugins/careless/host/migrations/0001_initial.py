from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lms_careless", "0001_initial")]
