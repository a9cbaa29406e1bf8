"""How texts are compared and put together."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.comparing import changed_characters, merge_texts
from knowledge_base.models.proposed_change import Change
from knowledge_base.wording import html_of, lines_of

LINES = st.lists(st.sampled_from(["甲", "乙丙", "a b", ""]), max_size=6).map("\n".join)


def test_what_was_put_in_anothers_place_counts_once():
    assert changed_characters("三天到账", "五天到账") == 1
    assert changed_characters("一样", "一样") == 0


@given(LINES, LINES)
def test_one_change_alone_is_the_merged_text(base, text):
    assert merge_texts(base, text, base) == text
    assert merge_texts(base, base, text) == text
    assert merge_texts(base, text, text) == text


@given(LINES, LINES, LINES)
def test_merging_does_not_ask_who_came_first(base, mine, theirs):
    assert merge_texts(base, mine, theirs) == merge_texts(base, theirs, mine)


@given(LINES, LINES, LINES)
def test_what_is_offered_never_drops_a_change_silently(base, now, proposed):
    change = Change("x", "x", base=base, proposed=proposed, now=now)

    if not change.is_moved or change.is_done or change.is_conflict:
        assert change.offered == proposed
    else:
        assert change.offered == merge_texts(base, now, proposed)


PARAGRAPHS = st.lists(
    st.tuples(st.sampled_from(["p", "ul", "ol", "h3"]), st.text("甲乙<&a", min_size=1)),
    max_size=6,
)


@given(PARAGRAPHS)
def test_rich_text_survives_the_way_through_lines(paragraphs):
    marks = {"p": "", "ul": "- ", "ol": "1. ", "h3": "## "}
    text = "\n".join(f"{marks[tag]}{words}" for tag, words in paragraphs)

    html = html_of(text)

    assert lines_of(html) == text
    assert html_of(lines_of(html), html) == html
