"""What was meant by a query that finds nothing."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from lms.search.engine import correct
from lms.search.slips import slips
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    FaqFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

TITLES = [
    "退款流程话术",
    "投诉处理办法",
    "服务之星评选",
    "Refund policy",
    "積分兌換說明",
]


def meant(query, user=None):
    found = correct(query, user=user)
    return found.query if found else None


def test_slips_of_keyboard_and_ear_are_mended_and_right_words_kept(article):
    for title in [*TITLES, "退货流程"]:
        article(title)
    typed = {
        "退宽": "退款",
        "投拆处理": "投诉处理",
        "服务之心": "服务之星",
        "refnud": "refund",
        "rfeund": "refund",
        "积份兑换": "積分兌換",
        "怎么退宽": "怎么退款",
        "投拆": None,  # of two characters another one is another word
        "退款班车": None,
        "公司班车": None,
        "xyzw": None,
        "退宽 kind:article": "退款 kind:article",
        "退宽 kind:faq": None,  # would find nothing either
        "!?": None,
    }

    assert {query: meant(query) for query in typed} == typed


def test_what_was_meant_is_offered_as_a_link_and_said_in_the_status(article, client_as):
    article("退款流程")
    client = client_as()
    for options in ({}, {"HTTP_HX_REQUEST": "true"}):
        page = client.get("/search/", {"q": "退宽"}, **options).content.decode()
        assert page.count("“退款”") == 2  # the link, and for screen readers
        assert 'href="/search/?q=%E9%80%80%E6%AC%BE" data-meant' in page

    found = client.get("/search/", {"q": "退款"}).content.decode()

    assert "data-meant" not in found


def test_a_title_that_somebody_may_not_read_is_no_suggestion(article, committed):
    with committed():
        shelf = CategoryPageFactory()
        restriction = PageViewRestriction.objects.create(
            page=shelf, restriction_type=PageViewRestriction.GROUPS
        )
        lawyers = Group.objects.create(name="lawyers")
        restriction.groups.add(lawyers)
        ArticlePageFactory(title="裁员补偿 Layoff", parent=shelf)
        draft = ArticlePageFactory(title="绝密方案")
    type(draft).objects.filter(pk=draft.pk).update(live=False)
    queries = ("裁圆补偿", "layofff", "绝秘方案")

    lawyer = UserFactory(groups=[lawyers])

    assert [meant(query, UserFactory()) for query in queries] == [None] * 3
    assert [meant(query, lawyer) for query in queries] == ["裁员补偿", "layoff", None]


@pytest.mark.once
def test_a_search_in_vain_takes_no_more_queries_with_many_titles(
    article, committed, client_as
):
    client = client_as()
    with committed():
        shelf = CategoryPageFactory()
        for number in range(30):
            ArticlePageFactory(title=f"退款流程{number}", parent=shelf)
    client.get("/search/", {"q": "退宽"})

    with CaptureQueriesContext(connection) as queries:
        client.get("/search/", {"q": "退宽流程"})

    # Savepoints are the test's: a page has no transaction to keep.
    asked = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) <= 12 + 1  # and the log of searches


@pytest.mark.cases
@pytest.mark.parametrize(
    ("one", "other", "amount"),
    [("abcd", "abcd", 0), ("abcd", "acbd", 1), ("abcd", "abd", 1), ("abcd", "xbcy", 2)],
)
def test_slips_are_counted(one, other, amount):
    assert slips(one, other, 3) == slips(other, one, 3) == amount


def test_tags_and_other_ways_to_ask_say_what_was_meant(article, committed):
    article("开票说明", tags=["增值税专票"])
    with committed():
        FaqFactory(question="多久到账", others=["运费险怎么赔付"])
        shelf = CategoryPageFactory()
        PageViewRestriction.objects.create(
            page=shelf, restriction_type=PageViewRestriction.GROUPS
        )
        ArticlePageFactory(title="内部", tags=["裁员补偿"], parent=shelf)
    typed = {
        "增值税砖票": "增值税专票",
        "运费险怎么陪付": "运费险怎么赔付",
        "裁圆补偿": None,  # nobody learns what tags there are on what is closed
    }

    assert {query: meant(query, UserFactory()) for query in typed} == typed
