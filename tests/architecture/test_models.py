"""Foreign keys point the way imports do; migrations are complete."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

BUNDLED = [line.partition(" = ")[0] for line in settings.BUNDLED_PLUGINS]
DIRECTION = ["lms", "lms_knowledge_base", *BUNDLED]


def own_foreign_keys():
    for label in DIRECTION:
        for model in apps.get_app_config(label).get_models():
            meta = model._meta
            for field in (*meta.local_fields, *meta.local_many_to_many):
                if field.is_relation and field.related_model:
                    yield field


@pytest.mark.parametrize("field", own_foreign_keys(), ids=str)
def test_foreign_keys_point_from_outside_to_inside(field):
    target = field.related_model._meta.app_label
    if target not in DIRECTION:
        return  # Django's or Wagtail's

    own = field.model._meta.app_label
    assert DIRECTION.index(target) <= DIRECTION.index(own)
    assert target == own or target not in BUNDLED


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes detected" in out.getvalue()
