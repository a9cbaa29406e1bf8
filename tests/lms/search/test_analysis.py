import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.search.analysis import fold, index_tokens
from lms.search.pinyin import sound_tokens

anything = st.text(st.characters(exclude_categories=()))


@given(anything)
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@given(anything)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.slow
def test_every_character_folds_to_one_that_stays():
    for code in range(sys.maxunicode + 1):
        folded = fold(chr(code))
        assert len(folded) == 1
        assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("質保期與維修", "质保期与维修"),
        ("\uff23\uff32\uff2d\u3000\uff21\uff14", "crm a4"),
        ("Café", "cafe"),
        ("怎麼辦", "怎么办"),
        ("著名", "著名"),
        ("a\x00b\ud800c", "a b c"),
    ],
)
def test_folding_brings_scripts_and_widths_together(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("退款流程", ["退款", "款流", "流程", "程"]),
        ("款", ["款"]),
        ("crm工单", ["crm", "工单", "单"]),
        ("A4纸", ["a4", "纸"]),
        ("退\u200b款", ["退款", "款"]),
        ("Refunds, refunded", ["refund", "refund"]),
        ("😀", []),
    ],
)
def test_text_becomes_pairs_and_stems(text, tokens):
    assert index_tokens(text) == tokens


@given(anything)
def test_tokens_hold_nothing_that_a_query_language_could_misread(text):
    assert all(token.isalnum() for token in index_tokens(text))


def test_a_title_is_known_by_its_sound_and_initials_from_each_character():
    tokens = sound_tokens("退款流程")

    assert {"0ptuikuanliucheng", "0itklc", "0pliucheng", "0ilc"} <= set(tokens)
