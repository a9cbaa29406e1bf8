"""Wagtail's own search, in the admin and in choosers, on whichever database is set."""

import pytest
from modelsearch.query import MATCH_ALL, Boost, Fuzzy, Not, Phrase, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from knowledge_base.models import ArticlePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def backend():
    return get_search_backend()


@pytest.fixture
def pages(article):
    article("退款流程话术", "三个工作日内原路退回。", tags=["话术"])
    article("質保期與維修", "整機質保期一年。")
    article("Refund policy", "Money back.")


def found(results):
    return [page.title for page in results]


@pytest.mark.cases
@pytest.mark.parametrize("model", [Page, ArticlePage])
def test_a_word_inside_a_text_is_found(backend, pages, model):
    assert found(backend.search("原路", model)) == ["退款流程话术"]


@pytest.mark.cases
@pytest.mark.parametrize("query", ["退款", "tklc", "tuikuan", "话术", "退"])
def test_a_chooser_finds_by_part_sound_and_tag(backend, pages, query):
    assert found(backend.autocomplete(query, Page)) == ["退款流程话术"]


@pytest.mark.cases
@pytest.mark.parametrize(
    "query", ['foo"bar', '" "', "(a AND", "a*", "'", "\x00", "😀", "^"]
)
def test_no_query_raises(backend, pages, query):
    for results in (backend.search(query, Page), backend.autocomplete(query, Page)):
        assert list(results) == []
        assert results.count() == 0


def test_results_are_counted_cut_and_filtered(backend, pages, article):
    other = article("退款多久到账")

    results = backend.search("退款", ArticlePage.objects.live())

    assert results.count() == len(results) == 2
    assert len(results[:1]) == 1
    assert found(backend.search("退款", ArticlePage.objects.filter(pk=other.pk))) == [
        "退款多久到账"
    ]


def test_results_keep_the_order_that_is_asked_for(backend, pages, article):
    article("A退款")

    results = backend.search(
        "退款", ArticlePage.objects.order_by("title"), order_by_relevance=False
    )

    assert found(results) == ["A退款", "退款流程话术"]


def test_a_search_can_go_on_as_a_queryset(backend, pages):
    keys = [page.pk for page in backend.search("退款", Page)]

    assert Page.objects.filter(pk__in=keys).search("话术").count() == 1


def test_any_word_is_enough_with_or(backend, pages):
    assert backend.search("退款 質保期", Page).count() == 0
    assert backend.search("退款 質保期", Page, operator="or").count() == 2


def test_query_objects_are_understood(backend, pages):
    every = ArticlePage.objects.count()

    assert backend.search(MATCH_ALL, ArticlePage).count() == every
    assert backend.search(~MATCH_ALL, ArticlePage).count() == 0
    assert backend.search(Phrase("流程话术"), ArticlePage).count() == 1
    assert backend.search(Fuzzy("退款 nothing"), ArticlePage).count() == 1
    assert backend.search(Boost(PlainText("退款"), 2), ArticlePage).count() == 1
    assert backend.search(Not(PlainText("退款")), ArticlePage).count() == every - 1
    assert (
        backend.search(PlainText("退款") & ~PlainText("话术"), ArticlePage).count() == 0
    )
    assert (
        backend.search(PlainText("退款") | PlainText("refund"), ArticlePage).count()
        == 2
    )


def test_one_field_can_be_searched(backend, pages):
    assert backend.search("原路", ArticlePage, fields=["title"]).count() == 0
    assert backend.search("流程", ArticlePage, fields=["title"]).count() == 1


def test_results_are_counted_by_a_field(backend, pages):
    (facet,) = backend.search("退款", Page).facet("content_type_id").items()

    assert facet[1] == 1


def test_the_score_can_be_read(backend, pages):
    assert backend.search("退款", Page).annotate_score("score")[0].score < 0
