"""Marks: pure functions, whatever is answered."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.services.exams.grading import (
    RATINGS,
    Asked,
    grade,
    half_up,
    plain,
    right_parts,
    score_of,
)
from plugins.courses.services.exams.question_kinds import KINDS, PARTED

CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
PLACED = (QuestionKind.RANK, QuestionKind.ORDER)
PART = st.text("退款七天aB\uff112", min_size=1, max_size=4)

WRITTEN = str.maketrans({"a": "\uff21", "B": "\uff42", "2": "\uff12"})


@st.composite
def asked(draw):
    """Return a whole question, and the response that earns everything."""
    kind = draw(st.sampled_from(QuestionKind))
    ids = [f"o{n}" for n in range(draw(st.integers(2, 8)))]
    partial = draw(st.sampled_from(PartialCredit))
    if kind in CHOICES:
        most = 1 if kind == QuestionKind.SINGLE else len(ids)
        right = draw(
            st.lists(st.sampled_from(ids), unique=True, min_size=1, max_size=most)
        )
        return Asked(kind, ids, {"right": right}, partial), right
    if kind == QuestionKind.TRUE_FALSE:
        right = [draw(st.sampled_from(["true", "false"]))]
        return Asked(kind, ["true", "false"], {"right": right}), right
    if kind == QuestionKind.SHORT:
        texts = draw(st.lists(st.text("七天退款aB\uff112", min_size=1), min_size=1))
        return Asked(kind, [], {"accepted": texts}), texts[0]
    if kind == QuestionKind.MATCH:
        pairs = {each: draw(PART) for each in ids}
        return Asked(kind, ids, {"pairs": pairs, "others": ["丙"]}, partial), pairs
    if kind == QuestionKind.CLOZE:
        gaps = {each: draw(st.lists(PART, min_size=1, max_size=3)) for each in ids}
        right = {each: draw(st.sampled_from(texts)) for each, texts in gaps.items()}
        return Asked(kind, ids, {"gaps": gaps}, partial), right
    values = draw(st.permutations(range(1, len(ids) + 1)))
    if kind == QuestionKind.RATE:
        values = [draw(st.sampled_from(RATINGS)) for _id in ids]
    key = dict(zip(ids, values, strict=True))
    return Asked(kind, ids, {"values": key}, partial), key


def some_response(data, question):
    ids = [*question.ids, "unknown"]
    if question.kind in {*CHOICES, QuestionKind.TRUE_FALSE}:
        return data.draw(st.lists(st.sampled_from(ids)))
    if question.kind == QuestionKind.SHORT:
        return data.draw(st.text(max_size=40))
    if question.kind in PARTED:
        texts = st.one_of(PART, st.text(max_size=8))
        return data.draw(st.dictionaries(st.sampled_from(ids), texts))
    return data.draw(st.dictionaries(st.sampled_from(ids), st.integers(1, 12)))


@given(asked(), st.data())
def test_a_share_lies_between_nothing_and_everything(case, data):
    question, _right = case

    share = grade(question, some_response(data, question))

    assert isinstance(share, Fraction)
    assert 0 <= share <= 1


@given(asked())
def test_the_key_earns_everything_and_nothing_earns_nothing(case):
    question, right = case

    assert grade(question, right) == 1
    assert all(grade(question, empty) == 0 for empty in (None, "", [], {}))


@given(asked(), st.data())
def test_the_order_in_which_options_stand_makes_no_difference(case, data):
    question, _right = case
    response = some_response(data, question)
    mixed = Asked(
        question.kind,
        data.draw(st.permutations(question.ids)),
        question.key,
        question.partial,
    )
    if isinstance(response, list):
        other = data.draw(st.permutations(response))
    elif isinstance(response, dict):
        other = dict(data.draw(st.permutations([*response.items()])))
    else:
        other = response

    assert grade(mixed, other) == grade(question, response)


def test_right_minus_wrong_has_a_floor():
    question = Asked("multiple", list("abcd"), {"right": ["a", "b"]}, "minus")

    assert grade(question, ["a"]) == Fraction(1, 2)
    assert grade(question, ["a", "b", "c"]) == Fraction(1, 2)
    assert grade(question, ["c", "d"]) == 0
    whole = Asked("multiple", list("abcd"), {"right": ["a", "b"]})
    assert [grade(whole, each) for each in (["a"], ["b", "a"])] == [0, 1]


def test_the_orders_that_differ_most_earn_nothing():
    key = dict(zip("abcd", (1, 2, 3, 4), strict=True))
    question = Asked("rank", list("abcd"), {"values": key}, "distance")

    assert grade(question, dict(zip("abcd", (4, 3, 2, 1), strict=True))) == 0
    assert grade(question, dict(zip("abcd", (2, 1, 3, 4), strict=True))) == Fraction(
        3, 4
    )
    assert grade(question, {"a": 1, "b": 1, "c": 1, "d": 1}) == 0
    rating = Asked("rate", ["a", "b"], {"values": {"a": 5, "b": 1}}, "distance")
    assert grade(rating, {"a": 1, "b": 5}) == 0
    assert grade(rating, {"a": 5, "b": 2}) == Fraction(7, 8)


@pytest.mark.parametrize(
    ("accepted", "answer"),
    [
        ("七天", "　七天 "),
        ("七天*", "七天之內"),
        ("7 日", "７日"),
        ("Refund", "REFUND"),
        ("退款流水号", "退款流水號"),
        ("第?级", "第B级"),
        ("[a]", "[A]"),
    ],
)
def test_width_case_script_and_spaces_make_no_difference(accepted, answer):
    assert grade(Asked("short", [], {"accepted": [accepted]}), answer) == 1


def test_a_wildcard_is_no_excuse_for_anything_else():
    question = Asked("short", [], {"accepted": ["七天*"]})

    assert grade(question, "六七天") == 0
    assert grade(Asked("short", [], {"accepted": ["[ab]"]}), "a") == 0


def test_marks_are_rounded_half_up():
    assert half_up(Fraction(1, 200)) == Decimal("0.01")
    assert half_up(Fraction(2, 3) * 100) == Decimal("66.67")
    assert score_of([(Fraction(1, 3), Decimal(1)), (Fraction(1), Decimal(3))]) == Decimal("83.33")  # fmt: skip
    assert score_of([]) == 0


@pytest.mark.parametrize(
    ("accepted", "answer", "share"),
    [
        ("可以吗？", "可以吗", 0),
        ("可以吗？", "可以吗啊", 0),
        ("可以吗？", "可以吗?", 1),
        ("三\uff0a四", "三五六四", 0),
        ("a*a*a*a*a*a*a*a*b", "a" * 500, 0),
    ],
)
def test_only_a_narrow_wildcard_stands_for_anything(accepted, answer, share):
    assert grade(Asked("short", [], {"accepted": [accepted]}), answer) == share


@pytest.mark.parametrize("kind", ["rate", "rank"])
def test_numbers_that_nobody_could_choose_are_no_answer(kind):
    sent = {"q1-a": "3", "q1-b": "9" * 5000, "q1-c": "0003", "q1-d": "²"}
    data = {name: [value] for name, value in sent.items()}

    assert KINDS[kind].read(lambda name: data.get(name, []), "q1", "abcd") == {"a": 3}


def test_a_text_is_kept_without_what_no_database_takes():
    assert KINDS["short"].read(lambda _name: [" 七\x00天 "], "q1", []) == "七天"


@given(asked().filter(lambda case: case[0].kind in PARTED), st.data())
def test_each_part_counts_alike_whatever_the_others_are(case, data):
    question, right = case
    whole = Asked(question.kind, question.ids, question.key, PartialCredit.EACH)
    kept = data.draw(st.sets(st.sampled_from(question.ids)))
    response = {each: text for each, text in right.items() if each in kept}

    assert right_parts(whole, response) == kept
    assert grade(whole, response) == Fraction(len(kept), len(question.ids))
    strict = Asked(question.kind, question.ids, question.key, PartialCredit.NONE)
    assert grade(strict, response) == int(len(kept) == len(question.ids))


@given(asked().filter(lambda case: case[0].kind in PARTED))
def test_a_part_is_the_same_however_wide_and_in_whatever_script(case):
    question, right = case
    other = {each: f" {text} ".translate(WRITTEN) for each, text in right.items()}
    assert {plain(text) for text in other.values()} == {
        plain(text) for text in right.values()
    }
    assert grade(question, other) == 1


def test_traditional_signs_and_wide_ones_fill_a_gap():
    gaps = {"1": ["退款", "退钱"], "2": ["7天*"]}
    question = Asked("cloze", ["1", "2"], {"gaps": gaps}, "each")

    assert grade(question, {"1": "退錢", "2": "\uff17天內"}) == 1
    assert grade(question, {"1": "換貨", "2": "\uff17天"}) == Fraction(1, 2)
    assert grade(question, {"2": "*", "3": "退款"}) == 0


def test_what_belongs_to_another_is_wrong_here():
    pairs = {"a": "三天", "b": "七天"}
    question = Asked("match", ["a", "b"], {"pairs": pairs, "others": ["不能"]}, "each")

    assert grade(question, {"a": "七天", "b": "三天"}) == 0
    assert grade(question, {"a": "三天", "b": "不能"}) == Fraction(1, 2)


@pytest.mark.parametrize("kind", ["match", "cloze"])
def test_texts_for_parts_are_read_without_what_no_database_takes(kind):
    data = {"q1-a": [" 七\x00天 "], "q1-b": [""], "q1-z": ["x"], "q1-c": ["长" * 900]}
    read = KINDS[kind].read(lambda name: data.get(name, []), "q1", ["a", "b", "c"])
    assert read == {"a": "七天", "c": "长" * 500}
