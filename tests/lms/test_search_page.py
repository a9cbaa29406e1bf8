"""The page of results: with and without htmx, its filters, its edges."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge_base.models import Faq
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.pages import HOSTILE, forbidden_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def content(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return [
            ArticlePageFactory(title="退款政策", tags=["退款", "政策"]),
            FaqFactory(question="退款多久到账？", tags=["退款"]),
            ScriptFactory(title="退款安抚", tags=["安抚"]),
            ScriptFactory(title="Refund progress", language="en", tags=["refund"]),
        ]


@pytest.fixture
def ask(client_as):
    client = client_as(Role.AGENT)

    def ask(headers=None, **parameters):
        return client.get("/search/", parameters, headers=headers or {})

    return ask


def titles(answer):
    return {str(hit.title_html).replace("<mark>", "").replace("</mark>", "")
            for hit in answer.context["hits"]}  # fmt: skip


@pytest.mark.parametrize("query", ["", "退款", "没有这回事"])
def test_htmx_gets_the_list_alone_and_a_browser_the_page(ask, content, query):
    page, part = ask(q=query), ask(HTMX, q=query)

    assert page.status_code == part.status_code == 200
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert "hx-swap-oob" in part.content.decode()
    assert forbidden_in(page) == forbidden_in(part) == []


def test_a_short_code_leads_straight_to_its_script(ask, client_as):
    script = ScriptFactory(short_code="tkjd")
    english = ScriptFactory(short_code="tkjd", language="en")
    reader = client_as(Role.AGENT)
    reader.cookies["django_language"] = "en"

    assert ask(q="TKJD").url == script.get_absolute_url()
    assert reader.get("/search/?q=tkjd").url == english.get_absolute_url()


@pytest.mark.parametrize(
    "more", [{"kind": "faq"}, {"tag": "退款"}, {"stage": "soothe"}]
)
def test_a_short_code_leads_straight_whatever_the_shift_has_narrowed(ask, more):
    script = ScriptFactory(short_code="tkjd")

    assert ask(q="tkjd", **more).url == script.get_absolute_url()


def test_a_short_code_that_is_still_being_typed_gets_a_list(ask):
    script = ScriptFactory(short_code="tkjd")

    answer = ask(HTMX, q="tkjd")

    assert answer.status_code == 200
    assert f'data-shortcut="{script.get_absolute_url()}"' in answer.content.decode()


def test_the_short_code_of_a_closed_script_leads_nowhere(ask):
    ScriptFactory(short_code="tkjd", live=False)

    assert ask(q="tkjd").status_code == 200


def test_caches_keep_page_and_list_apart(ask, content):
    assert "HX-Request" in ask(q="退款")["Vary"]


def test_going_back_in_history_gets_the_whole_page(ask, content):
    answer = ask({**HTMX, "HX-History-Restore-Request": "true"}, q="退款")

    assert "<html" in answer.content.decode()


def test_one_list_holds_all_kinds_with_counts_of_each(ask, content):
    answer = ask(q="退款")

    assert titles(answer) >= {"退款政策", "退款多久到账？", "退款安抚"}
    counts = {choice.name: choice.count for choice in answer.context["kinds"]}
    assert counts["all"] == answer.context["total"]
    assert counts["faq"] == 1


def test_filters_narrow_and_are_kept_while_typing(ask, content):
    answer = ask(q="退款", kind="article", tag="政策")

    assert titles(answer) == {"退款政策"}
    page = answer.content.decode()
    assert 'name="kind" value="article" form="search-form"' in page
    assert 'name="tag" value="政策" form="search-form"' in page


def test_without_a_query_the_newest_come_first(ask, content):
    Faq.objects.update(last_published_at=timezone.now() + timedelta(days=1))

    answer = ask()

    assert answer.context["total"] == 4
    assert answer.context["hits"][0].title_html == "退款多久到账？"


@pytest.mark.cases
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"kind": "script"}, {"退款安抚", "Refund progress"}),
        ({"tag": "退款"}, {"退款政策", "退款多久到账？"}),
        ({"tag": ["退款", "政策"]}, {"退款政策"}),
        ({"locale": "en"}, {"Refund progress"}),
        ({"q": "kind:faq"}, {"退款多久到账？"}),
        ({"kind": "no-such-kind"}, set()),
        ({"tag": "no-such-tag"}, set()),
    ],
)
def test_the_newest_can_be_narrowed_too(ask, content, parameters, expected):
    answer = ask(**parameters)

    assert titles(answer) == expected
    assert answer.context["total"] == len(expected)


def test_long_lists_come_in_pages(ask):
    FaqFactory.create_batch(23)

    first, second, beyond = ask(), ask(page=2), ask(page=99)

    assert [len(a.context["hits"]) for a in (first, second, beyond)] == [20, 3, 0]
    assert first.context["pages"]["next"] == "/search/?page=2"
    assert second.context["pages"]["previous"] == "/search/"
    assert beyond.context["pages"]["previous"] == "/search/?page=2"
    seen = {hit.url for a in (first, second) for hit in a.context["hits"]}
    assert len(seen) == 23


@pytest.mark.cases
@pytest.mark.parametrize(
    "parameters",
    [
        {"q": HOSTILE},
        {"q": "退款", "tag": HOSTILE},
        {"kind": HOSTILE, "locale": HOSTILE},
        {"q": "\x00", "tag": "\x00"},
        {"page": "-1"},
        {"page": "²"},
        {"page": "9" * 30},
        {"q": "退" * 5_000},
    ],
)
def test_no_address_breaks_the_page_or_writes_markup(ask, content, parameters):
    answer = ask(**parameters)

    assert answer.status_code == 200
    assert forbidden_in(answer) == []


def test_titles_and_tags_with_markup_come_out_as_text(
    ask, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        FaqFactory(question=f"退款{HOSTILE}"[:200], tags=["<b>x</b>"])

    for answer in (ask(q="退款"), ask()):
        assert forbidden_in(answer) == []
        assert "&lt;b&gt;x&lt;/b&gt;" in answer.content.decode()


def test_nothing_found_says_what_else_to_try(ask, content):
    answer = ask(q="量子纠缠", kind="faq")

    assert answer.context["total"] == 0
    assert 'href="/search/?q=%E9%87%8F%E5%AD%90%E7%BA%A0%E7%BC%A0"' in (
        answer.content.decode()
    )


def test_half_a_word_shows_titles_that_go_on_like_it(ask, content):
    guesses = ask(q="refu").context["guesses"]

    assert [guess.title for guess in guesses] == ["Refund progress"]


def test_a_site_without_its_index_answers_from_titles_and_says_so(
    ask, content, lose_index
):
    lose_index()

    answer = ask(q="退款")

    assert titles(answer) == {"退款政策", "退款多久到账？", "退款安抚"}
    assert str(answer.context["notice"]) in answer.content.decode()
    assert answer.context["notice"]
