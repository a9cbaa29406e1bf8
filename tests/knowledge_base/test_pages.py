"""The pages to read: articles, FAQ entries, scripts, shelves."""

import re
import uuid

import pytest
from wagtail.models import CollectionViewRestriction

from knowledge_base.enums import Channel, Emotion, PlaceholderKind, Stage
from knowledge_base.models import LibraryDocument, LibraryPage
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    PlaceholderFactory,
    ScriptFactory,
    library,
)
from tests.factories.people import StaffProfileFactory, UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def closed():
    collection = CollectionFactory(name="内部")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    return collection


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def text_of(client, item):
    answer = client.get(item.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def full_article(**values):
    return ArticlePageFactory(
        body=[
            block("heading", {"level": "2", "text": "到账时间"}),
            block("text", "<p>三个工作日。</p>"),
            block("callout", {"kind": "warning", "text": "<p>别承诺</p>"}),
            block("table", {
                "columns": [{"type": "text", "heading": "方式"}],
                "rows": [{"values": ["银行卡"]}],
                "caption": "时间表",
            }),
        ],
        **values,
    )  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_each_kind_of_page_answers_and_is_clean(agent, headers):
    category = CategoryPageFactory(title="售后")
    pages = [
        library(),
        category,
        full_article(parent=category),
        FaqFactory(others=["何时退款？"], scripts=[ScriptFactory()]),
        ScriptFactory(variants={"phone": "您好", "chat": "在的"}, do=["慢"]),
    ]

    for page in pages:
        answer = agent.get(page.get_absolute_url(), headers=headers)

        assert answer.status_code == 200
        assert forbidden_in(answer) == []


def test_an_article_shows_its_blocks_and_lists_its_headings(agent):
    article = full_article(summary="几天到账", tags=["退款"])

    page = text_of(agent, article)

    anchor = article.body[0].id
    assert f'<h2 id="{anchor}">到账时间</h2>' in page
    assert f'href="#{anchor}"' in page
    assert '<th scope="col">方式</th>' in page
    assert "<caption>时间表</caption>" in page
    assert "callout--warning" in page
    assert "几天到账" in page
    assert "?tag=%E9%80%80%E6%AC%BE" in page


def test_an_article_hides_cards_of_what_the_reader_may_not_read(agent, closed):
    shown = ScriptFactory(title="公开的话术")
    secret = ScriptFactory(title="内部的话术", collection=closed)
    draft = FaqFactory(question="还没发布？", live=False)
    file = LibraryDocument.objects.create(title="内部文件", collection=closed, file="a")
    article = ArticlePageFactory(
        body=[
            block("script", shown.pk),
            block("script", secret.pk),
            block("faq", draft.pk),
            block("document", file.pk),
        ]
    )

    page = text_of(agent, article)

    assert "公开的话术" in page
    assert "内部" not in page
    assert "还没发布" not in page


@pytest.mark.once
def test_cards_of_an_article_cost_no_query_each(agent, django_assert_max_num_queries):
    entries = ScriptFactory.create_batch(6)
    article = ArticlePageFactory(body=[block("script", e.pk) for e in entries])
    agent.get(article.get_absolute_url())

    with django_assert_max_num_queries(13):
        agent.get(article.get_absolute_url())


def test_whoever_may_edit_is_led_to_the_editor(agent, client_as):
    """From the page, not from the space beside a list, and nobody else."""
    entries = [ArticlePageFactory(), FaqFactory(), ScriptFactory()]
    beside = {"HX-Request": "true", "HX-Target": "preview"}

    assert [e for e in entries if "edit-link" in text_of(agent, e)] == []
    editor = client_as(Role.EDITOR)
    for entry in entries:
        link = r'class="edit-link"><a [^>]*href="([^"]+)"'
        address = re.search(link, text_of(editor, entry))[1]
        assert editor.get(address).status_code == 200
        part = editor.get(entry.get_absolute_url(), headers=beside)
        assert "edit-link" not in part.content.decode()


def test_entries_of_a_closed_collection_are_not_found(agent, closed):
    for factory in (FaqFactory, ScriptFactory):
        entry = factory(collection=closed)

        assert agent.get(entry.get_absolute_url()).status_code == 404


def test_an_faq_entry_leaves_out_scripts_that_the_reader_may_not_read(agent, closed):
    secret = ScriptFactory(title="内部的话术", collection=closed)
    shown = ScriptFactory(title="公开的话术")

    page = text_of(agent, FaqFactory(scripts=[secret, shown]))

    assert "公开的话术" in page
    assert "内部的话术" not in page


def test_an_faq_entry_offers_its_short_answer_for_copying(agent):
    page = text_of(agent, FaqFactory(short_answer="三个工作日", others=["何时退款？"]))

    assert 'data-copy="short-answer"' in page
    assert 'id="short-answer">三个工作日</p>' in page
    assert "何时退款？" in page


def test_a_script_names_its_situation_and_advice(agent):
    script = ScriptFactory(
        short_code="tkaf", scene="退款", stage=Stage.SOOTHE, emotion=Emotion.ANGRY,
        do=["先道歉"], dont=["推给别人"], tags=["安抚"],
    )  # fmt: skip

    page = text_of(agent, script)

    for text in ("tkaf", "退款", "先道歉", "推给别人", "#安抚"):
        assert text in page


def test_gaps_are_inputs_that_no_form_ever_sends(agent):
    PlaceholderFactory(name="customer", label="客户称呼", sample="张女士")
    PlaceholderFactory(name="due", kind=PlaceholderKind.DATE, is_required=False)
    PlaceholderFactory(name="sum", kind=PlaceholderKind.NUMBER)
    PlaceholderFactory(name="pay", kind=PlaceholderKind.CHOICE, choices="微信|银行卡")
    script = ScriptFactory(
        variants={"phone": "{{customer}}您好,{{due}}前退{{sum}}元到{{ pay }}。{{gone}}"}
    )

    page = text_of(agent, script)
    words = page[page.index('id="words-phone"') : page.index('class="copy"')]

    assert 'aria-label="客户称呼"' in words
    assert 'title="张女士" placeholder="客户称呼"' in words
    assert 'type="date"' in words
    assert 'type="number"' in words
    assert "<option>银行卡</option>" in words
    assert "{{gone}}" in words
    assert words.count(" required") == 3
    assert " name=" not in words
    assert "<form" not in words


def test_white_space_of_a_script_reaches_the_page_as_written(agent):
    PlaceholderFactory(name="customer")
    script = ScriptFactory(variants={"email": "  您好:\n\n{{customer}} \n再见"})

    page = text_of(agent, script)

    assert 'lang="zh-hans">  您好:\n\n<span class="gap"' in page
    assert "</span> \n再见</div>" in page


def test_the_speaker_finds_the_own_name_and_number_filled_in(client_as):
    for name in ("agent", "agent_no"):
        PlaceholderFactory(name=name)
    script = ScriptFactory(variants={"phone": "我是{{agent}},工号{{agent_no}}"})
    person = StaffProfileFactory(
        user=UserFactory(last_name="沈", first_name="小禾"), staff_number="1001"
    ).user

    page = text_of(client_as(user=person), script)

    assert 'value="沈小禾"' in page
    assert 'value="1001"' in page


def test_all_channels_stand_on_the_page_with_their_headings(agent):
    script = ScriptFactory(variants={c: f"词{c}" for c in Channel.values})

    page = text_of(agent, script)

    for channel in Channel.values:
        assert f"词{channel}" in page
        assert f'id="title-{channel}"' in page


def test_the_other_language_is_offered_if_it_may_be_read(agent, closed):
    script = ScriptFactory()
    english = ScriptFactory(language="en", translation_key=script.translation_key)
    link = f'href="{english.get_absolute_url()}"'

    assert link in text_of(agent, script)
    type(english).objects.filter(pk=english.pk).update(collection=closed)
    assert link not in text_of(agent, script)


def test_markup_typed_anywhere_comes_out_as_text(agent):
    long = HOSTILE[:60]
    PlaceholderFactory(name="customer", label=long, sample=long)
    PlaceholderFactory(name="pay", kind="choice", choices=long)
    script = ScriptFactory(
        title=HOSTILE, scene=long, tags=[HOSTILE], do=[HOSTILE], dont=[HOSTILE],
        variants={"phone": HOSTILE + "{{customer}}{{pay}}"},
    )  # fmt: skip
    faq = FaqFactory(
        question=HOSTILE, short_answer=HOSTILE, others=[HOSTILE], scripts=[script]
    )
    category = CategoryPageFactory(title=HOSTILE)
    article = ArticlePageFactory(
        title=HOSTILE, summary=HOSTILE, parent=category,
        body=[
            block("heading", {"level": "3", "text": HOSTILE}),
            block("table", {
                "columns": [{"type": "text", "heading": HOSTILE}],
                "rows": [{"values": [HOSTILE]}], "caption": HOSTILE,
            }),
            block("script", script.pk), block("faq", faq.pk),
        ],
    )  # fmt: skip

    for item in (script, faq, category, article):
        answer = agent.get(item.get_absolute_url())

        assert forbidden_in(answer) == []
        assert "&lt;script&gt;alert(1)" in answer.content.decode()


def test_a_draft_can_be_previewed_as_readers_would_see_it(client_as):
    PlaceholderFactory(name="agent")
    script = ScriptFactory(variants={"phone": "我是{{agent}}"}, do=["慢慢说"])
    request = client_as("admin").get("/").wsgi_request

    preview = script.make_preview_request(request, script.default_preview_mode)

    assert preview.status_code == 200
    assert "慢慢说" in preview.content.decode()
    assert 'data-gap="agent"' in preview.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_browsing_starts_with_the_library_in_the_readers_language(agent, language):
    pages = {code: library(code) for code in ("zh-hans", "en")}
    agent.cookies["django_language"] = language

    assert agent.get("/kb/").url == pages[language].get_absolute_url()


def test_browsing_a_site_without_a_library_finds_nothing(agent):
    LibraryPage.objects.all().delete()

    assert agent.get("/kb/").status_code == 404
