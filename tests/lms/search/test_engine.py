import pytest
from django.contrib.auth.models import Group
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from lms.search.analysis import fold
from lms.search.engine import search, suggest
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
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


def test_a_word_inside_a_title_is_found(article):
    article("重大投诉奖励积分规则")

    assert titles("奖励积分") == ["重大投诉奖励积分规则"]


@pytest.mark.parametrize("query", ["質保期", "质保期", " 质保期 ", "\u8cea\u200b保期"])
def test_traditional_and_simplified_find_the_same(article, query):
    article("质保期是多久")
    article("質保期與維修服務說明", "整機質保期一年。")

    found = {hit.title: hit for hit in search(query, user=None).hits}

    assert found.keys() == {"质保期是多久", "質保期與維修服務說明"}
    assert found["質保期與維修服務說明"].passage == "整機質保期一年。"
    assert "<mark>質保" in found["質保期與維修服務說明"].passage_html


@pytest.mark.parametrize(
    "query", ["crm工单", "CRM 工单", "\uff23\uff32\uff2d工单", "工单 crm"]
)
def test_mixed_words_are_found(article, query):
    article("CRM系统工单操作手册")

    assert titles(query) == ["CRM系统工单操作手册"]


@pytest.mark.parametrize("query", ["refund", "Refunds", "refunding"])
def test_english_is_found_by_its_stem(article, query):
    article("Refund policy")

    assert titles(query) == ["Refund policy"]


def test_titles_come_before_tags_and_tags_before_text(article):
    article("运费说明", "关于发票的说明。")
    article("税务说明", "别的话。", tags=["发票"])
    article("发票补开", "别的话。")

    assert titles("发票") == ["发票补开", "税务说明", "运费说明"]


def test_all_words_are_wanted_and_some_are_related(article):
    article("换货的运费")
    article("换货的步骤")

    results = search("换货运费", user=None)

    assert [hit.title for hit in results.hits] == ["换货的运费"]
    assert [hit.title for hit in results.related] == ["换货的步骤"]
    assert results.total == 1
    assert [hit.tier for hit in results.everything] == [1, 2]


def test_a_phrase_in_quotes_must_be_there_as_it_is(article):
    article("退款的流程")
    article("退款流程")

    assert titles('"退款流程"') == ["退款流程"]


@pytest.mark.parametrize("tag", ["質保", "质保"])
def test_tags_narrow_however_they_are_written(article, tag):
    article("保修范围", tags=["质保"])
    article("保修时间", tags=["质保期"])

    assert titles(f"保修 tag:{tag}") == ["保修范围"]
    assert titles("保修", tags=[tag]) == ["保修范围"]
    assert titles(f"tag:{tag}") == ["保修范围"]


def test_kinds_narrow_and_the_others_are_still_counted(article, committed):
    with committed():
        ArticlePageFactory(title="退款政策")
        FaqFactory(question="退款多久到账")
        ScriptFactory(title="退款话术")

    results = search("退款", user=None, kinds=["faq"])

    assert [hit.title for hit in results.hits] == ["退款多久到账"]
    assert results.total == 1
    assert results.facets.kinds == {"article": 1, "faq": 1, "script": 1}


def test_tags_of_all_hits_are_counted(article):
    article("退款政策", tags=["退款", "政策"])
    article("退款话术", tags=["退款"])

    assert search("退款", user=None, limit=1).facets.tags == {"退款": 2, "政策": 1}


def test_another_way_to_ask_finds_the_answer(committed):
    with committed():
        FaqFactory(question="退款多久到账", others=["钱什么时候回来"])

    assert titles("什么时候回来") == ["退款多久到账"]


def test_one_language_can_be_chosen(article):
    article("Refund policy 退款", language="en")
    article("退款政策")

    assert titles("退款", locale="en") == ["Refund policy 退款"]


def test_pages_follow_each_other_without_a_gap(article):
    for number in range(5):
        article(f"退款{number}")

    first, second = (search("退款", user=None, limit=3, offset=n) for n in (0, 3))

    assert [hit.rank for hit in first.hits + second.hits] == [1, 2, 3, 4, 5]
    assert len({hit.pk for hit in first.hits + second.hits}) == 5
    assert first.total == second.total == 5


def test_a_sound_finds_when_no_word_does(article):
    article("退款流程")

    assert titles("tuikuan") == ["退款流程"]


@pytest.mark.parametrize("query", ["", "  ", "😀", '"', "!?", "\x00", "\ud800"])
def test_a_query_without_a_word_finds_nothing(article, query):
    article("退款")

    results = search(query, user=None)

    assert (results.hits, results.total, results.notice) == ((), 0, "")


@pytest.mark.parametrize(
    "query",
    ["tklc", "tuikuan", "tuik", "liuch", "退", "退款流", "话术", "tui kuan", "tousu"],
)
def test_typing_finds_by_beginning_sound_and_initials(article, query):
    article("退款流程话术：投诉")

    assert [f.title for f in suggest(query, user=None)] == ["退款流程话术：投诉"]


def test_typing_an_english_word_finds_it_early(article):
    article("Warranty period")

    assert [s.title_html for s in suggest("warr", user=None)] == [
        "<mark>Warranty</mark> period"
    ]


@pytest.fixture
def secret(committed):
    """An article that only the group `lawyers` may read."""
    with committed():
        shelf = CategoryPageFactory()
        restriction = PageViewRestriction.objects.create(
            page=shelf, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.create(name="lawyers"))
        return ArticlePageFactory(title="退款诉讼", tags=["机密"], parent=shelf)


def test_nobody_finds_counts_or_is_suggested_what_he_may_not_read(article, secret):
    article("退款政策", tags=["公开"])
    reader = UserFactory()

    results = search("退款", user=reader)

    assert [hit.title for hit in results.everything] == ["退款政策"]
    assert (results.total, results.facets.tags) == (1, {"公开": 1})
    assert [s.title for s in suggest("退款", user=reader)] == ["退款政策"]


def test_whoever_may_read_it_finds_it(secret):
    lawyer = UserFactory(groups=[Group.objects.get(name="lawyers")])

    assert search("诉讼", user=lawyer).total == 1


def test_what_is_unpublished_is_not_found_even_with_the_old_index(article):
    page = article("退款政策")
    type(page).objects.filter(pk=page.pk).update(live=False)

    assert search("退款", user=None).total == 0


def test_without_the_index_the_database_answers_and_says_so(article):
    article("退款政策")
    with connection.cursor() as cursor:
        table = {"sqlite": "indexentry_fts", "postgresql": "indexentry"}[
            connection.vendor
        ]
        cursor.execute(f"DROP TABLE wagtailsearch_{table}")

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
