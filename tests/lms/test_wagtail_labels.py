"""What Wagtail says of itself, in the language of whoever reads it."""

import json

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.admin.menu import help_menu
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm
from wagtail.users.models import UserProfile

from lms.enums import Role


@pytest.mark.parametrize("form", [TaskStateCommentForm, ImageInsertionForm])
def test_labels_follow_the_reader_not_the_process(form):
    with translation.override("en"):
        assert all(str(field.label).isascii() for field in form().fields.values())
    with translation.override("zh-hans"):
        assert not any(str(field.label).isascii() for field in form().fields.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "插入内容块"), ("zh-hant", "插入內容區塊")]
)
def test_the_editor_of_texts_speaks_chinese(client_as, language, said):
    client = client_as(Role.EDITOR)
    UserProfile.objects.create(user=client.user, preferred_language=language)

    catalog = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()

    assert json.dumps(said)[1:-1] in catalog


@pytest.mark.django_db
def test_the_menu_of_help_has_no_news_for_developers(client_as):
    request = client_as(Role.EDITOR).get("/admin/").wsgi_request

    names = [item.name for item in help_menu.menu_items_for_request(request)]

    assert "editor-guide" in names
    assert not [name for name in names if name.startswith("whats-new")]
