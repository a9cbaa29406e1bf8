"""The scenes of what is live, from the index alone: each search offers them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_knowledge_base", "0012_newest")]

    operations = [
        migrations.AddIndex(
            "script",
            models.Index(fields=["scene", "live"], name="lms_kb_script_live_scenes"),
        )
    ]
