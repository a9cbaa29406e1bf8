"""The text of rich text: read without a parser, and yet what Wagtail reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.rich_text import get_text_for_indexing

from knowledge_base.models.plain import plain_text

PIECES = (
    *("<p>", "</p>", '<p data-block-key="a1">', "<h2>", "</h2>", "<li>", "</li >"),
    *("<br/>", "<br />", "<br>", "<hr/>", "</blockquote>", "<P>", "</p\n>", "<b>"),
    *('<a id="3" linktype="page">', "</a>", '<a href="x>y">', "<a href=x>", "<embed/>"),
    *("<script>", "</script>", "<!-- x -->", "<![CDATA[", "<", ">", "&", '"', "\r"),
    *("&amp;", "&lt;", "&lt;p&gt;", "&nbsp;", "&#39;", "&#0;", "&copy", "&notit;"),
    *("退款", " 三天 ", "a < b", "\n"),
)


@pytest.mark.once
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_text_is_what_wagtail_would_put_into_its_index(markup):
    assert plain_text(markup) == get_text_for_indexing(markup)
