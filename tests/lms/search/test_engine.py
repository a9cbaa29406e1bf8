import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.search.analysis import fold
from lms.search.engine import search, suggest
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

inside_a_test = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
anything = st.text(st.characters(exclude_categories=()), max_size=60)


def titles(query, **options):
    return [hit.title for hit in search(query, user=None, **options).hits]


def test_without_the_index_the_database_answers_and_says_so(article, lose_index):
    article("退款政策")
    lose_index()

    results = search("退款", user=None)

    assert [hit.title for hit in results.hits] == ["退款政策"]
    assert results.total == 1
    assert results.notice
    assert [s.title for s in suggest("退款", user=None)] == ["退款政策"]


def test_every_part_of_a_title_finds_it(judged):
    pages = list(judged.values())

    @inside_a_test
    @given(st.data())
    def check(data):
        page = data.draw(st.sampled_from(pages))
        start = data.draw(st.integers(0, max(len(page.title) - 2, 0)))
        end = data.draw(st.integers(start + 2, max(len(page.title), start + 2)))
        part = page.title[start:end]
        if part.isalnum() and not part.isascii() and all(ord(c) > 0x3000 for c in part):
            found = search(part, user=None, limit=100)
            assert page.pk in [hit.pk for hit in found.hits]

    check()


def test_folding_a_query_changes_nothing(judged):
    words = [
        "退款",
        "質保期",
        "\uff23\uff32\uff2d",
        "Refund",
        "客服",
        "情緒",
        "tag:退款",
        " ",
        '"',
    ]

    @inside_a_test
    @given(st.lists(st.sampled_from(words), max_size=4).map("".join))
    def check(query):
        first, second = (search(text, user=None) for text in (query, fold(query)))
        assert [h.pk for h in first.everything] == [h.pk for h in second.everything]

    check()


def test_the_total_is_the_number_of_all_hits(judged):
    words = [" ", "客户", "退款", "的", "投诉", "script", "话术", "tag:话术 "]

    @inside_a_test
    @given(st.lists(st.sampled_from(words), max_size=3).map("".join))
    def check(query):
        results = search(query, user=None, limit=100)
        assert results.total == len(results.hits) == sum(results.facets.kinds.values())

    check()


def test_no_string_raises_or_breaks_the_index(judged):
    @inside_a_test
    @given(anything)
    def check(query):
        assert search(query, user=None).notice == ""
        suggest(query, user=None)

    check()
    assert search("退款" * 5000, user=None).notice == ""


@pytest.mark.parametrize("number", [1, 5])
def test_the_number_of_queries_does_not_grow(
    committed, django_assert_max_num_queries, number
):
    with committed():
        for n in range(number):
            ArticlePageFactory(title=f"退款政策{n}", tags=["退款"])
            FaqFactory(question=f"退款问题{n}", tags=["退款"])
            ScriptFactory(title=f"退款话术{n}", tags=["退款"])
    reader = UserFactory()
    search("退款", user=reader)  # content types are remembered

    with django_assert_max_num_queries(18):
        search("退款", user=reader)
    with django_assert_max_num_queries(10):
        suggest("退款", user=reader)


@pytest.mark.parametrize(
    ("factory", "title", "text"),
    [
        (ArticlePageFactory, "title", "summary"),
        (FaqFactory, "question", "short_answer"),
    ],
)
def test_a_result_shows_the_text_that_is_read_and_no_draft(
    committed, factory, title, text
):
    with committed():
        content = factory(**{title: "退款", text: "三天到账。"})
    shown = [search("退款", user=None).hits[0].passage]
    setattr(content, text, "五天到账。")
    with committed():
        revision = content.save_revision()
    shown.append(search("退款", user=None).hits[0].passage)
    with committed():
        revision.publish()
    shown.append(search("退款", user=None).hits[0].passage)

    assert ["五天" in passage for passage in shown] == [False, False, True]
    assert "三天" in shown[0]


def test_what_was_written_past_the_models_is_shown_once_the_site_is_prepared(article):
    page = article("退款", summary="三天到账。")
    page.items.get().live_text.delete()

    before = search("退款", user=None).hits[0].passage
    call_command("prepare_site")

    assert before == ""
    assert "三天到账。" in search("退款", user=None).hits[0].passage


def test_words_in_titles_come_before_words_in_texts_on_each_page(article):
    for number in range(3):
        article(f"运费规则{number}", "换货" * 50 + "退款" * 50)
        article(f"退款{number}和换货", "别的话。" * 50)
        article(f"如何退款换货{number}", "别的话。" * 50)

    found = search("退款换货", user=None).hits
    pages = [
        search("退款换货", user=None, limit=2, offset=n).hits for n in range(0, 9, 2)
    ]

    assert [hit.tier for hit in found] == [0] * 3 + [1] * 3 + [2] * 3
    assert [hit.pk for page in pages for hit in page] == [hit.pk for hit in found]
