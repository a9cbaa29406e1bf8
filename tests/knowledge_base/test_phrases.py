"""What the matcher finds, and that no pattern makes it work without end."""

import sys
from dataclasses import dataclass
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base import phrases
from knowledge_base.phrases import MAX_STARS, check_text, validate_pattern

HAN = st.text("不知道这归我管办法规定听懂吗", min_size=1, max_size=8)
AROUND = st.text("您好请稍等，。 abc\n\u200b妳個", max_size=12)
ZERO_WIDTH = st.sampled_from(["\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad"])
TRADITIONAL = str.maketrans("这归办规听吗", "這歸辦規聽嗎")


@dataclass(frozen=True)
class FakeRule:
    pattern: str
    exceptions: str = ""
    channel: str = ""
    is_opener: bool = False
    better: str = ""
    rank: int = 0


def found(text, *patterns, **fields):
    rules = [FakeRule(pattern, **fields) for pattern in patterns]
    return [finding.text for finding in check_text(text, rules=rules)]


@given(AROUND, HAN, AROUND)
def test_traditional_characters_are_found_as_simplified_ones(before, phrase, after):
    text = before + phrase.translate(TRADITIONAL) + after

    assert phrase.translate(TRADITIONAL) in found(text, phrase)
    assert phrase in found(before + phrase + after, phrase.translate(TRADITIONAL))


@given(st.text("abcxyz019", min_size=1, max_size=8))
def test_width_and_case_do_not_matter(phrase):
    wide = "".join(chr(ord(character) + 0xFEE0) for character in phrase)

    assert found(f"请{wide}。", phrase) == [wide]
    assert found(f"请{phrase.upper()}。", wide) == [phrase.upper()]


@given(AROUND, HAN, AROUND, ZERO_WIDTH, st.data())
def test_zero_width_characters_hide_nothing(before, phrase, after, hidden, data):
    place = data.draw(st.integers(0, len(phrase)))
    broken = phrase[:place] + hidden + phrase[place:]

    texts = found(before + broken + after, phrase)

    assert phrase in [text.replace(hidden, "") for text in texts]


@pytest.mark.slow
@given(st.text(max_size=40), HAN, st.text(max_size=40))
def test_places_lead_back_to_the_original_text(before, phrase, after):
    text = before + phrase + after

    for finding in check_text(text, rules=[FakeRule(phrase)]):
        assert text[finding.start : finding.end] == finding.text
        assert phrases.folded_phrase(finding.text) == phrases.folded_phrase(phrase)


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_text_and_any_pattern_get_an_answer(text, pattern, exceptions):
    findings = check_text(text, rules=[FakeRule(pattern, exceptions)])

    assert all(a.end <= b.start for a, b in pairwise(findings))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("不*知道", "我不太知道", ["不太知道"]),
        ("不*知道", "不知道", ["不知道"]),
        ("不*知道", "不一二三四五六七八九十知道", ["不一二三四五六七八九十知道"]),
        ("不*知道", "不一二三四五六七八九十百知道", []),
        ("不*知道", "不\n知道", []),
        ("爱?不?行", "爱买不买行，爱不行", ["爱买不买行"]),
        ("a.c", "abc a.c", ["a.c"]),
        ("(不|没)", "不没(不|没)", ["(不|没)"]),
        ("听不懂吗？", "你听不懂吗?听不懂吗。", ["听不懂吗?"]),
        ("no", "I know. No.", ["No"]),
        ("can't", "You can\u2019t", ["can\u2019t"]),
        ("不知道不知道", "不知道不知道不知道", ["不知道不知道"]),
    ],
)
def test_wildcards_are_all_that_is_special(pattern, text, expected):
    assert found(text, pattern) == expected


def test_an_exception_makes_a_match_harmless_only_inside_it():
    texts = found("您知不知道？我不知道。", "不知道", exceptions="知不知道|不知道您")

    assert texts == ["不知道"]
    assert found("您知不知道？", "不知道", exceptions="知不知道|不知道您") == []


def test_of_overlapping_findings_the_longest_is_kept():
    assert found("我不知道啊", "不知道", "我不知道啊", "知道") == ["我不知道啊"]


def test_a_long_hint_does_not_hide_what_is_worse():
    worse, hint = FakeRule("不知道"), FakeRule("我不知道啊", rank=2)

    findings = check_text("我不知道啊", rules=[hint, worse])

    assert [finding.rule for finding in findings] == [worse]


def test_a_rule_for_another_channel_is_silent():
    rules = [FakeRule("亲亲", channel="email")]

    assert check_text("亲亲", channel="chat", rules=rules) == []
    assert len(check_text("亲亲", channel="email", rules=rules)) == 1


@pytest.mark.parametrize("text", ["喂", "喂，哪位？", "  “喂！”", "\n——\u200b喂，讲"])
def test_an_opener_is_found_at_the_beginning_whatever_signs_stand_before_it(text):
    assert found(text, "喂", is_opener=True) == ["喂"]


@pytest.mark.parametrize("text", ["您好，喂？", "好。\n喂", "1喂", "{{customer}}，喂"])
def test_an_opener_is_harmless_further_on(text):
    assert found(text, "喂", is_opener=True) == []
    assert found(text, "喂") == ["喂"]


def test_an_opener_is_found_once_and_spared_by_its_exceptions():
    assert found("喂喂，喂", "喂", is_opener=True) == ["喂"]
    assert found("喂养宠物", "喂", is_opener=True, exceptions="喂养") == []


@pytest.mark.parametrize(
    "pattern",
    ["", "  ", "*", "??", "*不", "不*", "\u200b", "a" + "*a" * (MAX_STARS + 1)],
)
def test_a_pattern_that_cannot_be_meant_is_refused(pattern):
    with pytest.raises(ValidationError):
        validate_pattern(pattern)


def test_as_many_stars_as_allowed_are_taken():
    validate_pattern("a" + "*a" * MAX_STARS)


def steps_of(pattern, text):
    """Return how many lines of the matcher run."""
    count = 0

    def trace(frame, event, _argument):
        nonlocal count
        if frame.f_code.co_filename != phrases.__file__:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        check_text(text, rules=[FakeRule(pattern)])
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("end", ["a", "b"])
def test_thirty_stars_cost_a_bounded_number_of_steps(end):
    pattern = "a*" * 30 + end

    short, long = (steps_of(pattern, "a" * size) for size in (1_000, 10_000))

    assert long <= 11 * short + 1_000  # ten times the text, ten times the work
    assert long <= 31 * 10_000 * 11 * 5
