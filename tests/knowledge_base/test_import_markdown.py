"""From Markdown to the blocks of an article, and to a FAQ answer; nothing is lost."""

import re
from collections import Counter
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from knowledge_base.blocks import TEXT_FEATURES, ArticleBodyBlock
from knowledge_base.importers.body import read_answer, read_body


def blocks(text, **options):
    return [(b["type"], b["value"]) for b in read_body(text, **options).blocks]


def html(text, **options):
    """Return the only block, which must be text."""
    [(kind, value)] = blocks(text, **options)
    assert kind == "text"
    return value


def shown(body):
    """Return all that a reader sees or can click, independent of the importer."""
    stream = ArticleBodyBlock()
    value = stream.to_python(body.blocks)
    raw = "\n".join(map(str, stream.get_searchable_content(value)))
    links = re.findall(r'href="([^"]*)"', str(body.blocks))
    return "\n".join([body.title, raw, *map(unescape, links)])


def test_the_first_heading_becomes_the_title_and_is_not_repeated():
    body = read_body("前言\n\n# 标题\n\n正文")

    assert body.title == "标题"
    assert body.blocks == [{"type": "text", "value": "<p>前言</p><p>正文</p>"}]


def test_a_heading_that_is_not_the_title_stays():
    assert blocks("# 另一个", title="标题") == [
        ("heading", {"level": "2", "text": "另一个"})
    ]


def test_headings_have_two_levels():
    found = blocks("## 二\n### 三\n##### 五")

    assert [value["level"] for _kind, value in found] == ["2", "3", "3"]


def test_text_between_headings_is_one_block():
    assert blocks("甲\n\n- 乙\n\n## 丙\n\n丁") == [
        ("text", "<p>甲</p><ul><li>乙</li></ul>"),
        ("heading", {"level": "2", "text": "丙"}),
        ("text", "<p>丁</p>"),
    ]


def test_bold_italic_code_and_links():
    assert html("**粗** *斜* `码` [链](https://example.com/?a=1&b=2)") == (
        "<p><b>粗</b> <i>斜</i> <code>码</code> "
        '<a href="https://example.com/?a=1&amp;b=2">链</a></p>'
    )


@pytest.mark.parametrize(
    "link", ["https://a.example", "http://a.example", "mailto:a@b.example", "tel:4001"]
)
def test_links_to_web_mail_and_telephone_are_kept(link):
    assert html(f"[x]({link})") == f'<p><a href="{link}">x</a></p>'


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "/etc", "b.md"],
)
def test_other_links_come_out_as_they_are_written(link):
    assert html(f"[x]({link})") == f"<p>[x]({link})</p>"


def test_markup_of_html_comes_out_as_text():
    assert html("<script>alert(1)</script>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )


def test_a_quotation_becomes_a_callout():
    assert blocks("> 提示：**先**道歉\n> - 甲") == [
        ("callout", {"kind": "tip", "text": "<p>提示：<b>先</b>道歉</p><p>- 甲</p>"})
    ]


def test_a_table_becomes_a_table():
    [(kind, value)] = blocks("| 甲 | 乙 |\n|---|---|\n| 1 | **2** |\n| 3 |  |")

    assert kind == "table"
    assert value["columns"] == [
        {"type": "text", "heading": "甲"},
        {"type": "text", "heading": "乙"},
    ]
    assert [row["values"] for row in value["rows"]] == [["1", "2"], ["3", ""]]


def test_a_table_can_be_shown():
    body = read_body("| 甲 |\n|---|\n| 1 |")

    assert shown(body).split() == ["甲", "1"]


def test_a_table_with_cells_too_many_is_kept_line_by_line():
    text = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 三 |"

    assert html(text) == "".join(f"<p>{line}</p>" for line in text.split("\n"))


def test_nested_lists_stay_nested():
    assert html("1. a\n   - b\n2. c") == (
        "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"
    )


@pytest.mark.parametrize("text", ["3. 丙\n4. 丁", "1. 甲\n3. 丙", "2) 乙"])
def test_numbers_that_a_list_would_change_are_kept_as_text(text):
    lines = text.split("\n")

    assert html(text) == "".join(f"<p>{line}</p>" for line in lines)


def test_four_spaces_and_full_width_spaces_are_no_code():
    assert html("    一、目标\n\n　　本方案") == "<p>一、目标</p><p>本方案</p>"


def test_chinese_lists_keep_their_line_ends():
    assert html("一、目标\n(一)意识\n1、与时俱进\n2、实事求是") == (
        "<p>一、目标<br/>(一)意识<br/>1、与时俱进<br/>2、实事求是</p>"
    )


def test_wrapped_english_becomes_one_line():
    assert html("a refund is\nsent today") == "<p>a refund is sent today</p>"


def test_a_star_between_numbers_is_a_star():
    assert html("5*3*2=30") == "<p>5*3*2=30</p>"


def test_lines_over_a_rule_are_a_paragraph():
    assert html("一、甲\n二、乙\n---") == "<p>一、甲<br/>二、乙</p>"


def test_a_heading_too_long_for_one_is_bold():
    assert html("## " + "长" * 201) == f"<p><b>{'长' * 201}</b></p>"


def test_a_definition_that_markdown_would_swallow_is_kept():
    assert html("[1]: 脚注") == "<p>[1]: 脚注</p>"


def test_pictures_become_links_to_them():
    assert html("![图](https://a.example/x.png)") == (
        '<p><a href="https://a.example/x.png">图</a></p>'
    )


def test_messy_text_arrives_whole():
    text = (
        "　　。ǘ┞殬I道德培训\n\n"
        " 。1)通过电话方式\n\n"
        "、僖范公司及各分部�\n\n"
        "    （二）四个空格\n"
        "\t5*3  *不配对  **也不 `不配\n\n"
        "20xx年&nbsp;11月<br>18日 R&D <div>x</div>"
    )

    body = read_body(text)

    seen = shown(body)
    for part in ["。ǘ┞殬I道德培训", "。1)通过", "、僖范公司及各分部�", "（二）四个空格",
                 "不配对", "**也不", "R&D", "<div>x</div>", "<br>18日"]:  # fmt: skip
        assert part in seen
    assert [block["type"] for block in body.blocks] == ["text"]
    assert "<code>" not in str(body.blocks)


def test_an_answer_has_headings_lists_and_no_blocks():
    text = "# 一\n#### 二\n> 引\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n`码`"

    assert read_answer(text) == (
        "<h3>一</h3><h4>二</h4><p>引</p><p>甲 | 乙</p><p>1 | 2</p><p>码</p>"
    )


def test_stars_nested_a_thousand_deep_arrive_as_text():
    text = "**深 " * 3000 + "底" + " 深**" * 3000

    assert shown(read_body(text)).count("深") == 6000
    assert read_answer(text).count("深") == 6000


FRAGMENTS = [
    "# ", "## ", "#", "- ", "* ", "1. ", "2) ", "3.", "> ", "**", "*", "_", "`", "```",
    "~~~", "~~", "| ", "|", "|---|---|", "\n---\n", "\n===\n", "    ", "  \n", "\n",
    "\n\n", "\t", "　", "[", "](", ")", "![", "<b>", "<!-- ", "-->", "\\", "\\\n", ":",
    "[文](https://a.example/路?a=b)", "[x](javascript:y)", "<https://b.example>",
    '[题](https://c.example "名")', "[1]: https://d.example", "一、", "（二）", "1、",
    "退款", "訓練", "word", "x", "，", "。", "�", "ǘ┞殬", "\uff17", "é", "😀", "\u200b",
]  # fmt: skip
messy_texts = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


def counted(text):
    """Count what is text in any case: no white space, none of Markdown's signs."""
    kept = [c for c in text if c.isalpha() or not c.isascii()]
    return Counter(c for c in kept if not c.isspace())


@settings(max_examples=400, deadline=None)
@given(text=messy_texts, is_plain=st.booleans())
def test_no_character_of_any_text_is_lost_in_an_article(text, is_plain):
    body = read_body(text, keeps_line_ends=is_plain)

    assert counted(text) - counted(shown(body)) == Counter()


@settings(max_examples=200, deadline=None)
@given(text=messy_texts)
def test_no_character_of_any_text_is_lost_in_an_answer(text):
    answer = read_answer(text)

    links = unescape(" ".join(re.findall(r'href="([^"]*)"', answer)))
    seen = unescape(re.sub(r"<[^>]*>", " ", answer)) + links
    assert counted(text) - counted(seen) == Counter()


@settings(max_examples=200, deadline=None)
@given(text=messy_texts)
def test_the_editor_keeps_what_was_imported(text):
    converter = ContentstateConverter(features=[*TEXT_FEATURES, "h3", "h4"])
    stored = read_answer(text)

    edited = converter.to_database_format(converter.from_database_format(stored))

    before = counted(unescape(re.sub(r"<[^>]*>", " ", stored)))
    assert before - counted(unescape(re.sub(r"<[^>]*>", " ", edited))) == Counter()
