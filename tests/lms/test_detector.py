"""Personal data is found in the forms in which people write it, and prices are not.

`data/personal.tsv` holds made-up values in real formats, the kind before the tab, and
look-alikes without a kind.
"""

from collections import Counter
from pathlib import Path

import pytest

from lms.detector import (
    Kind,
    find_personal_data,
    has_luhn_digit,
    is_identity_card,
    mask,
)

LINES = (Path(__file__).parent / "data" / "personal.tsv").read_text("utf-8")
ROWS = [line.split("\t") for line in LINES.splitlines()]


def test_nearly_everything_is_found_and_next_to_nothing_else():
    personal = [(kind, text) for kind, text in ROWS if kind]
    harmless = [text for kind, text in ROWS if not kind]
    assert len(personal) >= 150
    assert len(harmless) >= 150
    assert Counter(kind for kind, _text in personal).keys() == {*Kind}

    missed = [
        (kind, text)
        for kind, text in personal
        if kind not in {hit.kind for hit in find_personal_data(text)}
    ]
    mistaken = [text for text in harmless if find_personal_data(text)]

    found = len(personal) - len(missed)
    assert found / len(personal) >= 0.98, missed
    assert found / (found + len(mistaken)) >= 0.95, mistaken


def test_what_is_masked_is_found_no_more():
    for kind, text in ROWS:
        if kind:
            masked = mask(text, find_personal_data(text))
            assert find_personal_data(masked) == [], masked


@pytest.mark.parametrize("text", ["", "你好", "1" * 5000, "一" * 5000, "路" * 3000, "1 " * 3000, "a@" * 3000])  # fmt: skip
def test_no_text_is_too_strange_or_takes_long(text):
    assert isinstance(find_personal_data(text), list)


def test_a_mask_speaks_the_language_of_the_text():
    text = "Please call 13912345678."

    assert mask(text, find_personal_data(text)) == "Please call [phone]."
    assert "【电话】" in mask("电话13912345678", find_personal_data("电话13912345678"))


def test_check_signs_are_checked():
    assert has_luhn_digit("79927398713")
    assert not has_luhn_digit("79927398714")
    assert is_identity_card("11010519491231002X")
    assert not is_identity_card("110105194912310021")
