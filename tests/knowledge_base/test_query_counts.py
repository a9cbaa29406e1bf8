"""Pages ask the database as often for 3,000 items as for one of each kind, at most 12 times.

Where there is a plugin, as in the tests, once more: for its hits, or its widget.
"""

from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script
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
MOST = 12
SEARCHES = (
    "退款",
    "退款多久到账",
    "优惠券 退款",
    "how long does a refund take",
    '"退款说明" -发票 tag:退款',
    "owner:nobody 退款",
    "退宽",  # a slip of the ear
    "refnud",  # of the keyboard
    "tuikuan",
    "tksm",
    "nothing of the kind",
    "kind:faq",
)
NARROW = "before:2020-01-01 退款"  # looks at more, where the first of many are left out


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
        counted[name] = count(client, address)
    return counted


def count(client, address):
    client.get(address)  # what is remembered for good is not of the page
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    # Savepoints are the test's: a page has no transaction to keep.
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


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
    with_one["home"] -= 1  # the widget of a plugin
    assert {name: n for name, n in with_one.items() if n > MOST} == {}


def test_searches_home_and_articles_ask_no_more_with_3000_items_than_with_30(
    client_as, django_capture_on_commit_callbacks
):
    client = client_as(Role.AGENT)
    PlaceholderFactory(name="customer")
    add_content(10, django_capture_on_commit_callbacks, client.user)
    add_entries("refund", 1)
    with_30 = count_each(client)

    add_entries("how long does a refund take: 退款多久到账", 2_970)

    with_3000 = count_each(client)
    every = {**with_30, NARROW: count(client, search_for(NARROW))}
    every["home"] -= 1  # the widget of a plugin
    assert {query: n for query, n in every.items() if n > MOST} == {}
    # Fewer where one kind fills the page.
    assert {query: n for query, n in with_3000.items() if n > with_30[query]} == {}


def count_each(client):
    asked = {query: search_for(query) for query in SEARCHES}
    asked["home"] = "/"
    asked["article"] = ArticlePage.objects.first().get_absolute_url()
    return {name: count(client, address) for name, address in asked.items()}


def search_for(query):
    return f"/search/?{urlencode({'q': query})}"


def add_entries(question, number):
    """Add FAQ entries the fast way, with what belongs to them, and index all."""
    like = FaqFactory(question=question)
    rows = Faq.objects.bulk_create(
        Faq(
            question=f"{like.question} {number}",
            short_answer="三天内到账。",
            locale=like.locale,
            collection=like.collection,
            last_published_at=like.last_published_at,
        )
        for number in range(number)
    )
    kind = ContentType.objects.get_for_model(Faq)
    KnowledgeItem.objects.bulk_create(
        KnowledgeItem(content_type=kind, object_id=row.pk) for row in rows
    )
    call_command("wagtail_update_index", verbosity=0)
