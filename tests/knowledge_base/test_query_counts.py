"""Pages ask the database as often for 30 items as for one of each kind, at most 12 times.

Where there is a plugin, as in the tests, twice more: which are on, and its own widget.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge_base.models import ArticlePage, Faq, Script
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    FaqFactory,
    PlaceholderFactory,
    ScriptFactory,
)
from tests.factories.personal import FavoriteFactory, UseFactory

pytestmark = pytest.mark.django_db
MOST = 12 + 2


def add_content(number, capture, user):
    words = {"phone": "您好{{customer}}，退款已在处理。", "chat": "退款在路上。"}
    with capture(execute=True):
        shelf = CategoryPageFactory()
        for _item in range(number):
            script = ScriptFactory(title="退款答复", variants=words, tags=["退款"])
            faq = FaqFactory(scripts=[script], tags=["退款"], others=["钱呢？"])
            FavoriteFactory(user=user, item=script.item)
            UseFactory(user=user, item=faq.item)
            ArticlePageFactory(title="退款说明", tags=["退款"], parent=shelf)


def addresses():
    return {
        "home": "/",
        "search": "/search/?q=退款",
        "search of a kind": "/search/?q=退款&kind=script&tag=退款",
        "browse": "/search/",
        "article": ArticlePage.objects.first().get_absolute_url(),
        "FAQ entry": Faq.objects.first().get_absolute_url(),
        "script": Script.objects.first().get_absolute_url(),
        "category": ArticlePage.objects.first().get_parent().specific.get_url(),
    }


def count_queries(client):
    counted = {}
    for name, address in addresses().items():
        client.get(address)  # what is remembered for good is not of the page
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        # Savepoints are the test's: a page has no transaction to keep.
        counted[name] = sum("SAVEPOINT" not in query["sql"] for query in queries)
    return counted


@pytest.mark.once
def test_pages_cost_as_many_queries_with_30_items_as_with_one(
    client_as, django_capture_on_commit_callbacks
):
    client = client_as(Role.AGENT)
    PlaceholderFactory(name="customer")
    add_content(1, django_capture_on_commit_callbacks, client.user)
    with_one = count_queries(client)

    add_content(29, django_capture_on_commit_callbacks, client.user)

    with_30 = count_queries(client)
    # Fewer where one kind fills the page.
    assert {name: n for name, n in with_30.items() if n > with_one[name]} == {}
    with_one["home"] -= 2  # the widget of the cases
    assert {name: n for name, n in with_one.items() if n > MOST} == {}
