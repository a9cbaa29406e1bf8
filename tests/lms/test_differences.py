"""What differs between two texts, and how long it may take to say so."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.comparisons import MarkedDifferences, text_with_links
from lms.differences import differences, tokens

few = st.text(alphabet="的一是不。\n ab,", max_size=60)


def marked(before, after):
    signs = {"same": "{}", "removed": "[-{}]", "added": "[+{}]"}
    return "".join(signs[p.kind].format(p.text) for p in differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("三个工作日内到账。", "五个工作日内到账。", "[-三][+五]个工作日内到账。"),
        ("请稍等，马上好。", "请您稍等，马上好。", "请[+您]稍等，马上好。"),
        ("three days left", "five days left", "[-three][+five] days left"),
        ("满299元", "满399元", "满[-299][+399]元"),
        ("", "新", "[+新]"),
        ("旧", "", "[-旧]"),
        ("", "", ""),
        ("甲。乙。丙。", "甲。丙。", "甲。[-乙。]丙。"),
    ],
)
def test_chinese_is_marked_by_character_and_english_by_word(before, after, expected):
    assert marked(before, after) == expected


@given(st.one_of(few, st.text()), st.one_of(few, st.text()))
def test_each_side_of_the_differences_is_one_of_the_texts(before, after):
    found = differences(before, after)

    assert "".join(p.text for p in found if p.kind != "added") == before
    assert "".join(p.text for p in found if p.kind != "removed") == after


@given(st.text())
def test_tokens_joined_are_the_text(text):
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("的" * 40_000, "的一" * 20_000),
        ("的一是" * 480, "一的是" * 480),
        ("好。" * 20_000, "好。不。" * 10_000),
        ("".join(map(chr, range(0x4E00, 0x9E00))), "ab " * 30_000),
    ],
)
def test_even_the_most_tangled_texts_take_little_time(before, after):
    start = time.process_time()

    found = differences(before, after)

    assert time.process_time() - start < 5
    assert "".join(p.text for p in found if p.kind != "added") == before


def test_wagtail_marks_with_signs_and_elements_besides_colors():
    html = MarkedDifferences("三天<b>", "五天<b>").to_html()

    assert html == (
        '<del><span class="deletion"><span aria-hidden="true">\u2212</span>三</span></del>'
        '<ins><span class="addition"><span aria-hidden="true">+</span>五</span></ins>'
        "天&lt;b&gt;"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('请拨<a href="tel:4001">热线</a>。', "请拨热线 ⟨tel:4001⟩。"),
        ('<a linktype="page" id="3">制度</a>', "制度 ⟨page 3⟩"),
        ("<p>没有链接</p>", "没有链接"),
    ],
)
def test_where_a_link_leads_is_compared_too(html, text):
    assert text_with_links(html) == text
