"""Texts that are being written are checked by address, and nothing is kept."""

import logging
import time
from uuid import uuid4

import pytest
from django.test import Client
from wagtail.models import CollectionViewRestriction

from knowledge_base.models import PhraseRule, Script
from knowledge_base.services.library import prepare_library
from knowledge_base.services.phrases import override_phrases
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.phrases import PhraseRuleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/kb/phrases/check/"
BLOCKED = "這不歸我管，您找别人。"


def ask(client, data=None, **options):
    return client.post(URL, data, content_type="application/json", **options)


@pytest.fixture
def rule():
    return PhraseRuleFactory(
        pattern="这不归我管",
        blocking=True,
        better="我帮您转给同事。",
        reason="推责任。",
    )


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


def test_a_reader_is_told_the_place_in_the_text_as_it_was_sent(agent, rule):
    text = "您好{{customer}}，這不\u200b歸我管。"

    (found,) = ask(
        agent, {"text": text, "channel": "chat", "language": "zh-hans"}
    ).json()

    assert text[found["start"] : found["end"]] == found["phrase"] == "這不\u200b歸我管"
    assert (found["kind"], found["severity"]) == ("forbidden", "block")
    assert (found["better"], found["reason"]) == ("我帮您转给同事。", "推责任。")
    assert found["rule"] == rule.pk


def test_places_count_as_the_browser_does(agent, rule):
    (found,) = ask(agent, {"text": "😀这不归我管", "language": "zh-hans"}).json()

    assert (found["start"], found["end"]) == (2, 7)


def test_a_form_is_as_good_as_json(agent, rule):
    answer = agent.post(URL, {"text": BLOCKED, "language": "zh-hans"})

    assert [found["phrase"] for found in answer.json()] == ["這不歸我管"]


def test_several_texts_are_checked_at_once_each_for_its_channel(agent, rule):
    PhraseRule.objects.update(channel="phone")
    texts = [
        {"field": name, "text": BLOCKED, "channel": name} for name in ("phone", "email")
    ]

    answer = ask(agent, {"texts": texts, "language": "zh-hans"})

    assert [found["field"] for found in answer.json()] == ["phone"]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "zh", ""])
def test_all_that_is_chinese_follows_the_chinese_rules(agent, language):
    PhraseRuleFactory(pattern="没办法", language="zh-hans")
    PhraseRuleFactory(pattern="没办法", language="en")

    answer = ask(agent, {"text": "沒辦法", "language": language})

    assert len(answer.json()) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "null",
        '"text"',
        "{}",
        '{"text": 1}',
        '{"texts": "a"}',
        '{"texts": [1]}',
        '{"text": "a", "channel": "fax"}',
        '{"text": "a", "channel": ["phone"]}',
        '{"text": "a", "language": "xx"}',
        '{"text": "a", "language": {"a": 1}}',
        '{"text": "a", "item": "x"}',
        '{"text": "a", "field": null}',
        b"\xff\xfe",
    ],
    ids=lambda body: repr(body)[:30],
)
def test_what_cannot_be_read_is_refused_in_words(agent, body):
    answer = ask(agent, body)

    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("size", [33_400, 3_000_000])
def test_a_text_over_100_kb_is_too_long(agent, size):
    answer = ask(agent, {"text": "好" * size, "language": "zh-hans"})

    assert answer.status_code == 413
    assert answer.json()["error"]


def test_a_form_over_100_kb_is_too_long(agent):
    assert agent.post(URL, {"text": "好" * 33_400}).status_code == 413


def test_a_broken_character_is_checked_like_any_other(agent, rule):
    answer = ask(agent, '{"text": "\\ud83d\\u0000这不归我管", "language": "zh-hans"}')

    assert len(answer.json()) == 1


def test_a_stranger_and_a_foreign_page_are_told_nothing(client, rule):
    assert ask(client, {"text": BLOCKED}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory(role=Role.AGENT))
    assert ask(strict, {"text": BLOCKED}).status_code == 403


def test_the_text_is_in_no_log(agent, rule, caplog):
    caplog.set_level(logging.DEBUG)

    ask(agent, {"text": "这不归我管，卡号六二二二。", "language": "zh-hans"})
    ask(agent, {"text": "卡号六二二二", "channel": "fax"})

    assert "六二二二" not in caplog.text


def blocks(client, text, item):
    answer = ask(client, {"text": text, "language": "zh-hans", "item": str(item)})
    return [found["blocks"] for found in answer.json()]


def test_what_was_allowed_in_this_text_of_this_item_no_longer_stops_it(client_as, rule):
    script = ScriptFactory(variants={"phone": BLOCKED})
    reviewer = UserFactory(role=Role.REVIEWER)
    override_phrases(revision=script.save_revision(), user=reviewer, reason="引用")
    editor = client_as(Role.EDITOR)

    assert blocks(editor, BLOCKED, script.item.uuid) == [False]
    assert blocks(editor, BLOCKED + "嗯", script.item.uuid) == [True]
    assert blocks(editor, BLOCKED, uuid4()) == [True]


def test_one_query_for_the_rules_however_many_texts(
    agent, rule, django_assert_max_num_queries
):
    texts = [{"field": str(n), "text": "您好"} for n in range(30)]
    ask(agent, {"texts": texts})

    with django_assert_max_num_queries(3):  # session, person, rules
        ask(agent, {"texts": texts})


def hostile_rules(count):
    patterns = ["*".join("好哈呵嘿嗨咦"), "?".join("a" * 56), "零*一?二", "您\u200b您"]
    rows = [
        PhraseRule(pattern=f"{patterns[n % 4]}{n:x}" if n > 3 else patterns[n])
        for n in range(count)
    ]
    PhraseRule.objects.bulk_create(rows)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["好哈" * 16_600, "a" * 100_000, "\u200b您" * 16_600, "Ａ零一" * 11_000],
    ids=["wild", "same", "hidden", "wide"],
)
def test_5000_rules_on_100_kb_do_not_hang(agent, text):
    hostile_rules(5_000)
    start = time.process_time()

    answer = ask(agent, {"text": text, "language": "zh-hans"})

    assert answer.status_code == 200
    assert len(answer.json()) <= 200
    assert time.process_time() - start < 20


def test_1000_rules_on_2000_characters_take_a_moment(agent, record_property):
    PhraseRule.objects.bulk_create(
        PhraseRule(pattern=f"忌语第{n}号*不行", exceptions=f"不是忌语第{n}号")
        for n in range(1_000)
    )
    text = ("您好，请您放心，我马上为您查询，大约一分钟。" * 100)[:2_000]
    ask(agent, {"text": text, "language": "zh-hans"})
    start = time.process_time()

    ask(agent, {"text": text, "language": "zh-hans"})

    spent = (time.process_time() - start) * 1000
    record_property("milliseconds", round(spent))
    print(f"1,000 rules on 2,000 characters: {spent:.0f} ms")
    assert spent < 1_000


def form_of(client, address):
    return client.get(address).content.decode()


def test_the_forms_of_scripts_faq_entries_and_articles_check_while_one_writes(
    client_as,
):
    client = client_as(Role.EDITOR)
    script, faq, article = ScriptFactory(), FaqFactory(), ArticlePageFactory()
    base = "/admin/snippets/lms_knowledge_base"

    script_form = form_of(client, f"{base}/script/edit/{script.pk}/")
    faq_form = form_of(client, f"{base}/faq/edit/{faq.pk}/")
    page_form = form_of(client, f"/admin/pages/{article.pk}/edit/")

    for entry, form in ((script, script_form), (faq, faq_form), (article, page_form)):
        assert f'data-url="{URL}"' in form
        assert f'data-item="{entry.item.uuid}"' in form
        assert 'data-language="zh-hans"' in form
        assert "knowledge_base/js/phrase-checks.js" in form
    assert "data-stops" in script_form
    assert "data-stops" in faq_form
    assert "data-stops" not in page_form  # nothing stops an article


def test_a_new_entry_is_checked_too(client_as):
    prepare_library()

    form = form_of(
        client_as(Role.EDITOR),
        "/admin/snippets/lms_knowledge_base/script/add/?locale=en",
    )

    assert 'data-item=""' in form
    assert 'data-language="en"' in form


def test_nothing_is_said_of_items_in_closed_collections(client_as, rule):
    script = ScriptFactory(variants={"phone": BLOCKED})
    reviewer = UserFactory(role=Role.REVIEWER)
    override_phrases(revision=script.save_revision(), user=reviewer, reason="引用")
    closed = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="groups"
    )
    Script.objects.update(collection=closed)

    assert blocks(client_as(Role.EDITOR), BLOCKED, script.item.uuid) == [True]
