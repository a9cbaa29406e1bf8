"""The agent's screen: what narrows results, what is kept, an item beside the list."""

import pytest

from knowledge_base.enums import Channel
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.pages import forbidden_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PREVIEW = {"HX-Request": "true", "HX-Target": "preview"}


@pytest.fixture
def scripts(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return [
            ScriptFactory(
                title="退款安抚",
                scene="退款",
                stage="soothe",
                emotion="angry",
                variants={"phone": "您好"},
            ),
            ScriptFactory(
                title="退款结束语",
                scene="退款",
                stage="closing",
                variants={"phone": "再见", "chat": "祝您愉快"},
            ),
            ScriptFactory(title="退款核对", scene="核对", stage="verify"),
            FaqFactory(question="退款多久到账？"),
        ]


@pytest.fixture
def ask(client_as):
    client = client_as(Role.AGENT)

    def ask(address="/search/", headers=None, **parameters):
        return client.get(address, parameters, headers=headers or {})

    ask.client = client
    return ask


def titles(answer):
    return {hit.title for hit in answer.context["hits"]}


@pytest.mark.cases
@pytest.mark.parametrize("query", ["退款", ""])
@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({"scene": "退款"}, {"退款安抚", "退款结束语"}),
        ({"stage": "verify"}, {"退款核对"}),
        ({"channel": "chat"}, {"退款结束语"}),
        ({"emotion": "angry"}, {"退款安抚"}),
        ({"emotion": "angry", "stage": "closing"}, set()),
        ({"scene": "退款", "stage": "closing", "channel": "phone"}, {"退款结束语"}),
        ({"scene": "没有这样的场景"}, set()),
        ({"channel": "'; DROP TABLE"}, set()),
    ],
)
def test_results_narrow_by_what_is_known_of_scripts(
    ask, scripts, query, facets, expected
):
    answer = ask(q=query, **facets)

    assert titles(answer) == expected
    assert answer.context["total"] == len(expected)
    counts = {choice.name: choice.count for choice in answer.context["kinds"]}
    assert counts.get("script", 0) == len(expected)
    assert "faq" not in counts


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("生气", {"退款安抚"}),
        ("退款 生氣", {"退款安抚"}),
        ("angry", {"Apology"}),
        ("着急", set()),
    ],
)
def test_scripts_are_found_by_the_customers_emotion_in_their_own_language(
    ask, scripts, django_capture_on_commit_callbacks, query, found
):
    with django_capture_on_commit_callbacks(execute=True):
        ScriptFactory(title="Apology", emotion="angry", language="en")

    assert titles(ask(q=query)) == found


def test_each_property_offers_the_values_that_one_may_see(ask, scripts):
    ScriptFactory(title="草稿", scene="还没发布", live=False)

    offered = {facet.name: facet.choices for facet, _ in ask().context["facets"]}

    assert [value for value, _ in offered["scene"]] == ["核对", "退款"]
    assert {value for value, _ in offered["channel"]} == {*Channel.values}
    assert {"stage", "emotion", "locale"} <= offered.keys()


def test_what_was_chosen_while_typing_stays_for_the_shift(ask, scripts):
    ask(headers=HTMX, q="退款", kind="script", stage="closing", tag="安抚")

    home = ask("/").content.decode()
    page = ask(scripts[0].get_absolute_url()).content.decode()

    assert '<option value="closing" selected>' in home
    assert '<input type="hidden" name="kind" value="script" form="search-form">' in home
    assert '<input type="hidden" name="stage" value="closing">' in page
    assert '<input type="hidden" name="tag" value="安抚">' in page


def test_what_was_taken_back_is_forgotten(ask, scripts):
    ask(headers=HTMX, q="退款", stage="closing")
    ask(headers=HTMX, q="退款")

    assert 'value="closing" selected' not in ask("/").content.decode()


def test_an_address_that_somebody_sent_changes_nothing_for_the_shift(ask, scripts):
    ask(q="退款", stage="closing")

    assert 'value="closing" selected' not in ask("/").content.decode()


def test_colleagues_at_the_same_computer_have_filters_of_their_own(ask, scripts):
    ask(headers=HTMX, q="退款", stage="closing")
    ask.client.force_login(UserFactory())

    assert 'value="closing" selected' not in ask("/").content.decode()


@pytest.mark.parametrize("cookie", ["", "%%%", "stage=closing&" * 500, "tag=%00\ud800"])
def test_a_broken_cookie_narrows_nothing_and_breaks_nothing(ask, scripts, cookie):
    person = int(ask.client.session["_auth_user_id"])
    ask.client.cookies[f"filters-{person}"] = cookie.encode("utf-8", "replace").decode()

    assert ask("/").status_code == 200


def test_beside_the_list_an_item_comes_without_its_frame(ask, scripts):
    article = ArticlePageFactory(title="退款政策")
    for item in (*scripts, article):
        answer = ask(item.get_absolute_url(), headers=PREVIEW)
        text = answer.content.decode()

        assert str(item.title) in text
        assert "<html" not in text
        assert "HX-Target" in answer["Vary"]
        assert forbidden_in(answer) == []


def test_an_item_that_one_may_not_see_is_not_shown_beside_the_list_either(ask):
    draft = ScriptFactory(live=False)

    assert ask(draft.get_absolute_url(), headers=PREVIEW).status_code == 404
