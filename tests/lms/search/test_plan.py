import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.search import segmentation
from lms.search.parsing import parse
from lms.search.plan import plan_by_sound, plan_search, plan_typing
from lms.search.vocabulary import (
    HouseWords,
    current_vocabulary,
    shipped_vocabulary,
    use_vocabulary,
    vocabulary_with,
)
from lms.search_words import house_vocabulary

anything = st.text(st.characters(exclude_categories=()), max_size=400)


@pytest.fixture(autouse=True, scope="module")
def shipped_words():
    """Plan without what a house says of its words, which is in the database."""
    use_vocabulary(shipped_vocabulary)
    yield current_vocabulary()
    use_vocabulary(house_vocabulary)


@given(anything)
@example("")
@example('"')
@example("退" * 10_000)
@example('tag:"')
@example("kind:")
@example("\ud800\x00\u202e😀")
def test_no_query_raises(query):
    plan_search(query)
    plan_typing(query)
    plan_by_sound(query)


def test_filters_and_phrases_are_taken_out_of_the_words():
    parsed = parse('多久 “到账 时间” tag:退款 类型：faq tag:"two words"')

    assert parsed.text == "多久"
    assert parsed.quoted == ("到账 时间",)
    assert parsed.tags == ("退款", "two words")
    assert parsed.kinds == ("faq",)


def test_a_filter_inside_a_word_is_a_word():
    assert parse("hashtag:x").tags == ()


def test_stop_words_are_left_out():
    assert plan_search("请问怎么退款呢").terms == ("退款",)


def test_a_query_of_stop_words_alone_is_taken_literally():
    assert plan_search("怎么办").terms == ("怎么办",)


def test_words_without_a_dictionary_come_in_pairs(monkeypatch):
    monkeypatch.setattr(segmentation, "Jieba", None)

    assert plan_search("怎么退款到账").terms == ("退款", "到账")


def test_a_synonym_stands_for_the_word():
    known = vocabulary_with(HouseWords(same=[["回款", "打款"]]))

    assert plan_search("回款", known).needles == ("回款", "打款")


def test_a_long_query_is_cut_short():
    plan = plan_search(" ".join(f"word{n}" for n in range(500)))

    assert len(plan.terms) == 12


@pytest.mark.parametrize("query", ["退款", "crm 工单", "24", ""])
def test_only_letters_may_be_a_sound(query):
    assert plan_by_sound(query) is None
