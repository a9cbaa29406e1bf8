"""Ranks, who goes on, prizes: rules that hold for any figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.contests.services.ranking import (
    cut,
    judged,
    prizes_of,
    ranks_of,
    shares_of,
    weighted,
)

MARKS = st.decimals(0, 100, places=2)
TOTALS = st.dictionaries(st.integers(), MARKS, min_size=1, max_size=30)
AMOUNTS = st.lists(st.decimals("0.01", 9999, places=2), max_size=6)


@given(TOTALS)
def test_a_rank_is_one_more_than_the_number_of_better_ones(totals):
    ranks = ranks_of(totals)

    for key, total in totals.items():
        assert ranks[key] == 1 + sum(other > total for other in totals.values())


@given(TOTALS, st.integers(1, 35))
def test_those_who_go_on_for_sure_fit_and_those_who_tie_do_not_all(totals, places):
    found = cut(totals, places)

    assert len(found.through) <= places
    assert not found.through & found.tied
    assert len({totals[key] for key in found.tied}) <= 1
    if found.tied:
        assert found.places == places - len(found.through)
        assert 0 < found.places < len(found.tied)
    else:
        assert len(found.through) == min(places, len(totals))
    out = [totals[key] for key in totals.keys() - found.through - found.tied]
    inside = [totals[key] for key in found.through | found.tied]
    assert not out or max(out) < min(inside)


@given(TOTALS, AMOUNTS)
def test_prizes_are_never_more_than_there_is_and_equals_win_the_same(totals, amounts):
    ranks = ranks_of(totals)
    won = prizes_of(ranks, amounts)

    covered = sum(amounts[: len(totals)], Decimal(0))
    assert covered - Decimal("0.01") * len(totals) < sum(won.values(), Decimal(0)) <= covered or not covered  # fmt: skip
    for key in totals:
        for other in totals:
            if ranks[key] == ranks[other]:
                assert won.get(key) == won.get(other)


def test_two_champions_share_what_the_first_two_places_win():
    amounts = [Decimal(2000), Decimal(1500), Decimal(1000)]

    assert prizes_of({"a": 1, "b": 1, "c": 3, "d": 4}, amounts) == {
        "a": 1750,
        "b": 1750,
        "c": 1000,
    }
    assert prizes_of({"a": 1, "b": 2, "c": 3, "d": 3}, amounts)["d"] == 500


@given(st.decimals(0, 99999, places=2), st.integers(1, 20))
def test_a_prize_is_divided_to_the_cent(amount, people):
    shares = shares_of(amount, people)

    assert sum(shares) == amount
    assert max(shares) - min(shares) <= Decimal("0.01")


@given(st.lists(MARKS, min_size=1, max_size=9))
def test_judges_without_the_extremes_lie_between_them(scores):
    found = judged(scores, drops_extremes=True)

    assert min(scores) <= found <= max(scores)
    if len(scores) < 5:
        assert found == judged(scores, drops_extremes=False)


def test_of_five_judges_the_highest_and_the_lowest_are_left_out():
    scores = [Decimal(n) for n in (10, 80, 82, 84, 100)]

    assert judged(scores, drops_extremes=True) == 82
    assert judged(scores[1:], drops_extremes=True) == Decimal("86.5")


@given(st.lists(st.tuples(st.integers(1, 100), MARKS), min_size=1, max_size=8))
def test_a_total_is_a_mean_of_its_rounds(parts):
    marks = [mark for _weight, mark in parts]

    assert min(marks) <= weighted(parts) <= max(marks)


@pytest.mark.parametrize(("marks", "total"), [((80, 90), "86"), ((100, 0), "40")])
def test_rounds_count_by_their_weights(marks, total):
    parts = [(40, Decimal(marks[0])), (60, Decimal(marks[1]))]

    assert weighted(parts) == Decimal(total)
