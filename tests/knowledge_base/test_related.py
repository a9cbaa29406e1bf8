"""What an item is shown with: what points at it, then what shares rare tags."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from knowledge_base.services.related import related_items
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def titles(item, user=None):
    return [found.title for found in related_items(item, user)]


def test_what_points_at_a_script_comes_first():
    script = ScriptFactory(tags=["退款"])
    ScriptFactory(title="同标签", tags=["退款"])
    FaqFactory(question="链接来的", scripts=[script])
    article = ArticlePageFactory(
        title="嵌入它的", body=[{"type": "script", "value": script.pk}]
    )
    ReferenceIndex.create_or_update_for_object(article)

    assert titles(script) == ["嵌入它的", "链接来的", "同标签"]


def test_what_a_page_shows_anyway_is_not_repeated():
    script = ScriptFactory(title="话术", tags=["退款"])
    faq = FaqFactory(question="问题", scripts=[script], tags=["退款"])
    article = ArticlePageFactory(
        title="文章", tags=["退款"], body=[{"type": "faq", "value": faq.pk}]
    )

    assert titles(faq) == ["文章"]
    assert titles(article) == ["话术"]


def test_a_rare_tag_weighs_more_than_common_ones():
    item = FaqFactory(tags=["常见", "也常见", "少见"])
    for number in range(40):
        ScriptFactory(title=f"常见{number}", tags=["常见", "也常见"])
    ArticlePageFactory(title="少见的", tags=["少见"])

    found = titles(item)

    assert len(found) == 5
    assert found[0] == "少见的"


def test_scripts_of_a_scene_and_articles_of_a_category_are_related():
    shelf = CategoryPageFactory()
    article = ArticlePageFactory(title="甲", parent=shelf)
    ArticlePageFactory(title="乙", parent=shelf)
    script = ScriptFactory(title="丙", scene="退货")
    ScriptFactory(title="丁", scene="退货")
    ScriptFactory(title="无关", scene="投诉")

    assert titles(article) == ["乙"]
    assert titles(script) == ["丁"]


def test_translations_and_other_languages_are_left_out():
    script = ScriptFactory(tags=["退款"])
    ScriptFactory(language="en", tags=["退款"], translation_key=script.translation_key)
    ScriptFactory(language="en", tags=["退款"])

    assert titles(script) == []


def test_nobody_sees_what_is_closed_or_a_draft():
    script = ScriptFactory(tags=["退款"])
    closed, hidden = CollectionFactory(), CategoryPageFactory()
    closed.view_restrictions.create(restriction_type="groups")
    hidden.view_restrictions.create(restriction_type="groups")
    FaqFactory(collection=closed, tags=["退款"], scripts=[script])
    ArticlePageFactory(parent=hidden, tags=["退款"])
    ScriptFactory(tags=["退款"], live=False)

    assert titles(script, UserFactory(role=Role.AGENT)) == []


@pytest.mark.once
def test_it_takes_two_queries_whatever_there_is():
    user = UserFactory(role=Role.AGENT)
    shelf = CategoryPageFactory()

    def add(number):
        for _turn in range(number):
            script = ScriptFactory(tags=["退款", "运费"], scene="退货")
            FaqFactory(tags=["退款"], scripts=[script])
            ArticlePageFactory(tags=["退款"], parent=shelf)

    items = [
        ScriptFactory(tags=["退款", "运费"], scene="退货"),
        FaqFactory(tags=["退款"]),
        ArticlePageFactory(tags=["退款"], parent=shelf),
    ]
    for number in (1, 29):
        add(number)
        for item in items:
            fresh = type(item).objects.get(pk=item.pk)
            related_items(fresh, user)  # what is remembered of the person
            with CaptureQueriesContext(connection) as queries:
                found = related_items(fresh, user)
            assert found
            assert len(queries) == 2


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory, ScriptFactory])
def test_pages_show_what_is_related_and_nothing_where_there_is_nothing(
    client_as, factory
):
    item = factory(tags=["退款"])
    client = client_as(Role.AGENT)
    assert "related-title" not in client.get(item.get_absolute_url()).content.decode()

    other = ScriptFactory(title="<b>另一条</b>", tags=["退款"])
    page = client.get(item.get_absolute_url()).content.decode()

    assert "related-title" in page
    assert other.get_absolute_url() in page
    assert "&lt;b&gt;另一条" in page
