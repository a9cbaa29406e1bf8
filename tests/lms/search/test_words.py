"""What editors say of words holds with the next search."""

import pytest
from django.core.exceptions import ValidationError
from reversion.models import Version

from lms.enums import Role, WordRule
from lms.models import SearchWord
from lms.search.engine import search
from lms.search.plan import plan_search
from lms.search.vocabulary import HouseWords, vocabulary_with

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/snippets/lms/searchword/"


def titles(query):
    return {hit.title for hit in search(query, user=None).hits}


@pytest.mark.parametrize(
    ("said", "written"),
    [("退费", "退款说明"), ("双十一", "双11 发货"), ("销户", "注销账户")],
)
def test_words_of_customers_find_what_editors_call_otherwise(article, said, written):
    article(written)

    assert titles(said) == {written}


@pytest.fixture
def rule(committed):
    """Return a function that adds a rule as the form would."""

    def add(rule, word, others=""):
        with committed():
            row = SearchWord(rule=rule, word=word, others=others)
            row.full_clean()
            row.save()
            return row

    return add


def test_an_editor_says_that_words_mean_the_same_and_both_ways_hold_at_once(
    client_as, article, committed
):
    article("極速回款说明")
    article("闪电到账说明")
    assert titles("闪电到账") == {"闪电到账说明"}
    client = client_as(Role.EDITOR)

    with committed():
        fields = {"rule": "same", "word": "闪电到账", "others": "极速回款、秒到"}
        client.post(f"{ADDRESS}add/", {**fields, "is_active": "on", "note": ""})

    both = {"極速回款说明", "闪电到账说明"}
    assert titles("闪电到账") == titles("极速回款") == titles("极速回款说明") == both
    row = SearchWord.objects.get()
    version = Version.objects.get_for_object(row).get()
    assert version.revision.user == client.user
    page = client.get(f"{ADDRESS}history/{row.pk}/").content.decode()
    assert "极速回款、秒到" in page

    with committed():
        client.post(f"{ADDRESS}edit/{row.pk}/", {**fields, "note": ""})  # not active

    assert titles("闪电到账") == {"闪电到账说明"}


def test_one_way_finds_the_other_word_and_not_back(article, rule):
    article("顺丰速运时效")
    article("快运时效")
    rule(WordRule.ONE_WAY, "快运", "顺丰速运")

    assert titles("快运") == {"顺丰速运时效", "快运时效"}
    assert titles("顺丰速运") == {"顺丰速运时效"}


def test_built_in_synonyms_and_stop_words_can_be_taken_away(article, rule):
    article("退钱")
    article("退款")
    assert titles("退款") == {"退钱", "退款"}
    assert plan_search("请问退款").terms == ("退款",)

    rule(WordRule.APART, "退款", "退钱")
    rule(WordRule.CONTENT, "请问")

    assert titles("退款") == {"退款"}
    assert titles("退钱") == {"退钱"}
    assert "请问" in plan_search("请问退款").terms


def test_a_stop_word_of_the_house_is_left_out(rule):
    rule(WordRule.STOP, "亲亲")

    assert plan_search("亲亲退款").terms == ("退款",)


def test_words_that_point_at_each_other_do_no_harm():
    groups = [["甲方", "乙方"], ["乙方", "丙方"], ["丙方", "甲方"], ["甲方", "丁方"]]
    known = vocabulary_with(HouseWords(same=groups, one_way=[["丁方", "甲方"]]))

    assert known.synonyms["甲方"] == ("乙方", "丙方", "丁方")
    assert plan_search("甲方乙方丙方丁方", known).matched


@pytest.mark.parametrize(
    ("kind", "word", "others"),
    [
        (WordRule.SAME, "退款", ""),
        (WordRule.SAME, "退款", " 、|"),
        (WordRule.SAME, "退款", "退货|！"),
        (WordRule.SAME, "退貨", "退货"),
        (WordRule.SAME, "！？", "退货"),
        (WordRule.ONE_WAY, "gift card", "礼品卡"),
        (WordRule.STOP, "请问 一下", ""),
        (WordRule.STOP, "请问", "麻烦"),
    ],
)
def test_a_rule_without_a_meaning_is_refused(rule, kind, word, others):
    with pytest.raises(ValidationError):
        rule(kind, word, others)


def test_a_search_asks_the_database_for_the_words_only_when_they_change(
    article, rule, django_assert_num_queries
):
    article("退款")
    rule(WordRule.SAME, "退款", "回款")
    search("退款", user=None)
    plan_search("退款")

    with django_assert_num_queries(0):
        plan_search("回款")
    rule(WordRule.ONE_WAY, "退款", "打款")
    with django_assert_num_queries(1):
        assert "打款" in plan_search("退款").needles
