"""What is not live, from the index alone: each search leaves it out."""

from django.db import migrations, models

OF_PAGES = models.Index(fields=["live", "content_type"], name="lms_kb_page_live")


def add_to_pages(apps, schema_editor):
    """Give Wagtail's table the index too, as for the newest."""
    schema_editor.add_index(apps.get_model("wagtailcore", "Page"), OF_PAGES)


def remove_from_pages(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX IF EXISTS {OF_PAGES.name}")


class Migration(migrations.Migration):
    dependencies = [("lms_knowledge_base", "0013_live_scenes")]

    operations = [
        migrations.AddIndex("faq", models.Index(fields=["live"], name="lms_kb_faq_live")),
        migrations.AddIndex(
            "script", models.Index(fields=["live"], name="lms_kb_script_live")
        ),
        migrations.RunPython(add_to_pages, remove_from_pages),
    ]
