"""The figures are right: each is worked out in another way beside it."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.surveys.enums import QuestionKind
from plugins.surveys.models import Question
from plugins.surveys.services.figures import (
    counted_groups,
    figure_of,
    shown_groups,
    together,
    with_ballots,
)

ASKED = [
    Question("q1", QuestionKind.NPS, "会推荐吗"),
    Question("q2", QuestionKind.TEXT, "还想说的"),
]


def counts(marks):
    return Counter(map(str, marks))


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_is_the_mean_of_plus_and_minus_a_hundred(marks):
    signs = [100 if mark > 8 else -100 if mark < 7 else 0 for mark in marks]

    figure = figure_of(QuestionKind.NPS, counts(marks))

    assert figure.number == len(marks)
    assert figure.value == pytest.approx(sum(signs) / len(marks))


@given(st.lists(st.integers(1, 5), min_size=1))
def test_csat_is_the_percentage_of_four_and_five(marks):
    able = [mark in (4, 5) for mark in marks]

    figure = figure_of(QuestionKind.CSAT, counts(marks))

    assert figure.value == pytest.approx(100 * able.count(True) / len(able))


@given(
    st.sampled_from([QuestionKind.CES, QuestionKind.SCALE]),
    st.lists(st.integers(1, 5), min_size=1),
)
def test_ease_and_agreement_are_means(kind, marks):
    figure = figure_of(kind, counts(marks))

    assert figure.value == pytest.approx(sum(marks) / len(marks))


@pytest.mark.parametrize("kind", QuestionKind)
def test_without_answers_there_is_no_figure(kind):
    assert figure_of(kind, {}).value is None


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 20), max_size=6),
    st.integers(1, 8),
)
def test_no_sum_or_difference_of_what_is_shown_is_about_fewer(sizes, fewest):
    shown = shown_groups(sizes, fewest)
    whole = sum(sizes.values())
    known = [sizes[name] for name in shown] + ([whole] if whole >= fewest else [])

    for number in range(1, len(known)):
        for chosen in combinations(known[:-1], number):
            assert sum(chosen) >= fewest
            assert whole - sum(chosen) == 0 or whole - sum(chosen) >= fewest


@given(st.dictionaries(st.text("abc", max_size=2), st.integers(1, 20), max_size=6))
def test_nobody_is_counted_in_a_group_of_few(sizes):
    groups = counted_groups(sizes, 5)

    people = Counter()
    for name, size in sizes.items():
        people[groups[name]] += size
    assert {*groups} == {*sizes}
    assert all(n >= 5 for n in people.values()) or sum(sizes.values()) < 5


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "1", "2"]),
            st.integers(0, 10),
            st.sampled_from(["", "好", "慢"]),
        )
    ),
    st.randoms(),
)
def test_the_order_of_ballots_leaves_nothing(ballots, chance):
    def filled(rows):
        tallies, texts = {}, {}
        for group, mark, text in rows:
            ballot = {"q1": str(mark), "q2": text}
            given = [(group, ballot)]
            tallies, texts = with_ballots(tallies, texts, given, ASKED)
        return repr((tallies, texts))

    shuffled = [*ballots]
    chance.shuffle(shuffled)

    assert filled(shuffled) == filled(ballots)


def test_counts_of_all_groups_are_added_up():
    tallies = {"1": {"q1": {"9": 2}}, "2": {"q1": {"9": 1, "3": 1}}}

    assert together(tallies, "q1") == {"9": 3, "3": 1}
